"""Everything an adapter may raise, and the kinds a finished task may fail with.

* ProviderError
  + Unauthorized      auth              our key is wrong, revoked or not allowed
  + OutOfBalance      vendor_balance    our account at the vendor is empty
  + RateLimited       rate_limited      too many requests           retryable
  + Busy              busy              overloaded, locked          retryable
  + InvalidRequest    invalid_params    the vendor refuses a setting or a reference
  + ContentPolicy     content_policy    the vendor refuses the content
  + ModelOffline      model_offline     the model is switched off   retryable
  + NotFound          not_found         no such task or model
  + UpstreamFailed    upstream_failed   the vendor's own failure
  + ProtocolError     protocol          an answer that we cannot read

Callers ask two questions: `retryable` (may the same submission be sent again, later
or elsewhere?) and `created` ("no": the vendor proves that nothing was made;
"unknown": it may have made and billed a task).
"""

from typing import ClassVar, Literal

Created = Literal["no", "unknown"]


class ProviderError(Exception):
    """`detail` is the vendor's own text: for Details only, cleaned, never a key."""

    kind: ClassVar[str] = "upstream_failed"
    retryable: ClassVar[bool] = False
    default_created: ClassVar[Created] = "no"

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        created: Created | None = None,
        retry_after: float | None = None,
        field: str = "",
    ) -> None:
        super().__init__(f"{self.kind}: {detail}" if detail else self.kind)
        self.detail = detail
        self.code = code
        self.created: Created = created or self.default_created
        self.retry_after = retry_after
        self.field = field


class Unauthorized(ProviderError):
    kind = "auth"


class OutOfBalance(ProviderError):
    kind = "vendor_balance"


class RateLimited(ProviderError):
    kind = "rate_limited"
    retryable = True


class Busy(ProviderError):
    kind = "busy"
    retryable = True


class InvalidRequest(ProviderError):
    kind = "invalid_params"


class ContentPolicy(ProviderError):
    kind = "content_policy"


class ModelOffline(ProviderError):
    kind = "model_offline"
    retryable = True


class NotFound(ProviderError):
    kind = "not_found"


class UpstreamFailed(ProviderError):
    kind = "upstream_failed"
    default_created = "unknown"


class ProtocolError(ProviderError):
    kind = "protocol"
    default_created = "unknown"


ERRORS: dict[str, type[ProviderError]] = {
    error.kind: error
    for error in (
        Unauthorized,
        OutOfBalance,
        RateLimited,
        Busy,
        InvalidRequest,
        ContentPolicy,
        ModelOffline,
        NotFound,
        UpstreamFailed,
        ProtocolError,
    )
}
KINDS = tuple(ERRORS)
