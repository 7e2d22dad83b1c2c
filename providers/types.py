"""What goes into an adapter and what comes out of it.

Everything here is a frozen value. An adapter never opens a socket: it turns a
GenerationRequest into a Call, and a Reply into one of the outcomes below.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from providers.catalog import ModelSpec

Kind = Literal["image", "video", "audio"]
Operation = dict[str, Any]  # the vendor's handle, JSON; only its adapter reads it


@dataclass(frozen=True, slots=True)
class Reference:
    """A file given to the vendor. `url` is http(s), a data URI or bare base64."""

    role: str
    kind: Kind
    url: str
    mime: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One submission. `params` hold our names, cleaned by `spec.clean()`."""

    spec: ModelSpec
    upstream: str  # the vendor's own id for the model
    prompt: str
    params: Mapping[str, Any]
    references: tuple[Reference, ...] = ()
    outputs: int = 1  # how many results this one call is asked for
    name: str = ""  # a short label of ours, for vendors that want one
    idempotency_key: str = ""
    callback_url: str = ""

    def urls(self, kind: str) -> list[str]:
        return [item.url for item in self.references if item.kind == kind]


@dataclass(frozen=True, slots=True)
class Auth:
    """Where the key goes: a header (`Bearer {key}`) or a field of the JSON body."""

    place: Literal["header", "json", "none"] = "header"
    name: str = "Authorization"
    form: str = "Bearer {key}"


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, without host and key: the caller adds both.

    `path` is sent byte for byte. `timeout` is the total time in seconds, from the
    first byte sent to the last byte read; None leaves it to the vendor's settings.
    With `stream`, the reply is server-sent events for `Provider.read_event`.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: Auth | None = None  # None: the provider's own
    timeout: float | None = None
    stream: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP response, read to its end. Header names are lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> float | None:
        """Seconds of a numeric Retry-After header."""
        value = self.headers.get("retry-after", "").strip()
        return float(value) if value.isascii() and value.isdigit() and len(value) < 7 else None

    def json(self) -> Any:
        """The decoded body, or None where it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Output:
    """One result of the vendor's: an http(s) URL kept byte for byte, or a data URI."""

    url: str
    kind: Kind | None = None  # where the vendor tells; the file's bytes decide


@dataclass(frozen=True, slots=True)
class Accepted:
    """The vendor took the task and will be asked again with `operation`."""

    operation: Operation
    task_id: str  # always text: some vendors' ids exceed 2**53
    cost: str = ""  # what the vendor says it costs, in the vendor's own unit


@dataclass(frozen=True, slots=True)
class Completed:
    """The vendor answered with the results at once. There is no task to ask for."""

    outputs: tuple[Output, ...]
    cost: str = ""
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """Not finished. `progress` is 0-100, or None where the vendor gives none."""

    state: Literal["queued", "running", "in_review"] = "running"
    progress: int | None = None
    retry_after: float | None = None  # seconds, when the vendor says
    unknown_status: str = ""  # the vendor's word, when we do not know it
    task_id: str = ""  # streams: the id, as soon as it is seen
    preview: Output | None = None  # an unfinished picture, where the vendor shows one


@dataclass(frozen=True, slots=True)
class Succeeded:
    """Finished with at least one output. `failed` counts outputs that are missing."""

    outputs: tuple[Output, ...]
    failed: int = 0
    cost: str = ""
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Finished without a result. `kind` is the slug of a class in `errors`.

    `cancelled` says the vendor calls it cancelled; `refunded` that it gave the money back.
    """

    kind: str
    message: str = ""
    code: str = ""
    cancelled: bool = False
    refunded: bool = False
    cost: str = ""


Submitted = Accepted | Completed
Outcome = Pending | Succeeded | Failed
