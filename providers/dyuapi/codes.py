"""What DYU's refusals mean.

Its documentation lists none. The host answers like the open-source gateway new-api, whose
two envelopes are `{"error": {"message", "type", "code"}}` and `{"code", "message", "data": null}`.
"""

from __future__ import annotations

from providers import errors
from providers.reading import (
    BALANCE_WORDS,
    CONTENT_WORDS,
    envelope_text,
    excerpt,
    http_error,
    mentions,
    word,
)
from providers.types import Reply

CODES: dict[str, type[errors.ProviderError]] = {
    "insufficient_user_quota": errors.OutOfBalance,
    "pre_consume_token_quota_failed": errors.OutOfBalance,
    "insufficient_credits": errors.OutOfBalance,
    "get_channel_failed": errors.ModelOffline,
    "model_not_found": errors.ModelOffline,
    "sensitive_words_detected": errors.ContentPolicy,
    "prompt_blocked": errors.ContentPolicy,
    "task_not_exist": errors.NotFound,
}
# In order: the first that a text mentions is its reason.
REASONS: dict[type[errors.ProviderError], tuple[str, ...]] = {
    errors.ModelOffline: ("no available channel", "无可用渠道"),
    errors.ContentPolicy: CONTENT_WORDS,
    errors.OutOfBalance: BALANCE_WORDS,
}
# Where the text may say more than the status. Accounts and keys are "blocked" with a 403 too,
# and a setting can be "insufficient", so not every word counts everywhere.
HEARD: dict[int, tuple[type[errors.ProviderError], ...]] = {
    200: tuple(REASONS),
    400: (errors.ModelOffline, errors.ContentPolicy),
    403: (errors.ModelOffline, errors.OutOfBalance),
    422: (errors.ModelOffline, errors.ContentPolicy),
    503: (errors.ModelOffline,),
}


def by_words(message: str, status: int = 200) -> type[errors.ProviderError] | None:
    """The reason that a free text gives; None where it gives none that we know."""
    heard = HEARD.get(status, ())
    found = (kind for kind, words in REASONS.items() if kind in heard and mentions(message, words))
    return next(found, None)


def refusal(reply: Reply, *, submitting: bool) -> errors.ProviderError:
    """The error that a reply with an error envelope, or with a status of 300 or more, means."""
    code, message = envelope_text(reply.json())
    kind = CODES.get(word(code)) or by_words(message, 200 if reply.ok else reply.status)
    if kind is None and not reply.ok:
        return http_error(reply, submitting=submitting)
    created: errors.Created | None = None if submitting else "no"
    return (kind or errors.UpstreamFailed)(
        excerpt(message) or excerpt(code) or f"HTTP {reply.status}",
        code=excerpt(code)[:80] or str(reply.status),
        created=created,
        retry_after=reply.retry_after,
    )
