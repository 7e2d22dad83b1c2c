"""Small readers for untrusted JSON, shared by the adapters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from providers import errors
from providers.types import Reply

EXCERPT = 400
CONTENT_WORDS = (
    "safety",
    "policy",
    "moderation",
    "sensitive",
    "violat",
    "nsfw",
    "prohibited",
    "blocked",
    "违规",
    "审核",
    "敏感",
)
BALANCE_WORDS = ("insufficient", "not enough credit", "quota", "balance", "余额", "额度", "欠费")


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """Text or number as text; anything else is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        return str(value)
    except ValueError:  # an integer too long to print
        return ""


def identifier(value: Any) -> str:
    """A task id as text; empty where it is none: too long, or unfit for a path."""
    if isinstance(value, float):
        return ""
    found = text(value)
    return found if re.fullmatch(r"[\x21-\x7e]{1,200}", found) else ""


def word(value: Any) -> str:
    """A status word: lower case, trimmed."""
    return text(value).strip().lower()


def is_link(value: Any) -> bool:
    """Is it a result that we can fetch: http(s), or a data URI of a picture or clip?

    Control characters and halves of surrogate pairs can be neither stored nor sent.
    """
    return (
        isinstance(value, str)
        and value.startswith(("http://", "https://", "data:image/", "data:video/"))
        and value.isprintable()
    )


def links(values: Iterable[Any]) -> list[str]:
    """The usable results among `values`, byte for byte, in order."""
    return [value for value in values if is_link(value)]


def percent(value: Any) -> int | None:
    """Progress as 0-100 from 36, 36.5 or "36%"; None for anything else."""
    match = re.fullmatch(r"(\d{1,3})(?:\.\d+)?\s*%?", text(value).strip(), re.ASCII)
    return min(int(match[1]), 100) if match else None


def mentions(message: str, words: Iterable[str]) -> bool:
    lower = message.lower()
    return any(item in lower for item in words)


def excerpt(value: Any) -> str:
    """A short piece of vendor text for Details: no links, no long blobs, no keys."""
    plain = text(value)[:20_000]
    plain = re.sub(r"(?i)(?:https?://|data:)\S+", "[link]", plain)
    plain = re.sub(r"(?i)\b(?:bearer\s+\S+|(?:sk|sh|aa|key)[-_][A-Za-z0-9_-]{6,})", "[key]", plain)
    plain = re.sub(r"[A-Za-z0-9+/=_-]{60,}", "[…]", plain)
    plain = re.sub("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "\ufffd", plain)
    return re.sub(r"\s+", " ", plain).strip()[:EXCERPT]


def envelope_text(data: Any) -> tuple[str, str]:
    """(code, message) of the error envelopes seen in the wild; empty where none fits.

    Reads `{"error": {"message", "code", "type"}}`, `{"error": "…"}`, `{"code", "message"|"msg"}`,
    `{"detail": "…" | [{"loc", "msg"}]}`, `{"error_code", "error_message"}`, `{"fail_reason"}`.
    """
    body = mapping(data)
    inner = body.get("error")
    if isinstance(inner, dict):
        return text(inner.get("code")) or text(inner.get("type")), text(inner.get("message"))
    detail = body.get("detail")
    if isinstance(detail, list):
        detail = "; ".join(filter(None, (text(mapping(item).get("msg")) for item in detail)))
    found = [
        inner,
        detail,
        *(body.get(name) for name in ("error_message", "message", "msg", "fail_reason")),
    ]
    message = next((text(item) for item in found if text(item)), "")
    return text(body.get("code")) or text(body.get("error_code")), message


def http_error(reply: Reply, *, submitting: bool) -> errors.ProviderError:
    """The error that an HTTP status of 300 or more means where a vendor documents none.

    A 5xx to a submission leaves open whether a task was created; a 503 counts as refused
    only with Retry-After.
    """
    code, message = envelope_text(reply.json())
    detail = excerpt(message) or f"HTTP {reply.status}"
    status, after = reply.status, reply.retry_after
    kind: type[errors.ProviderError] = errors.ProtocolError
    if status in (401, 403):
        kind = errors.Unauthorized
    elif status == 402:
        kind = errors.OutOfBalance
    elif status == 404:
        kind = errors.NotFound
    elif status == 429:
        kind = errors.RateLimited
    elif status in (400, 413, 415, 422):
        kind = errors.InvalidRequest
    elif status == 503 and after is not None:
        kind = errors.Busy
    elif status >= 500:
        kind = errors.UpstreamFailed
    created: errors.Created | None = None if submitting else "no"
    code = excerpt(code)[:80] or str(status)
    return kind(detail, code=code, created=created, retry_after=after)


def unreadable(reply: Reply, problem: str, *, submitting: bool) -> errors.ProtocolError:
    """An answer of no known shape, with a look at it: its message and the names of its fields."""
    body = reply.json()
    code, message = envelope_text(body)
    names = ", ".join([*mapping(body), *mapping(mapping(body).get("data"))])
    seen = f"fields: {names}" if names else reply.body[:200].decode(errors="replace")
    detail = excerpt(f"{problem}; {message} ({seen or 'empty reply'})")
    created: errors.Created = "unknown" if submitting else "no"
    return errors.ProtocolError(detail, code=excerpt(code)[:80], created=created)
