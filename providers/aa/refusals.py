"""What an answer without task or picture means.

AA documents no error body, so the usual envelopes are read, HTTP status first and
words only where the status leaves it open.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from providers import errors
from providers.aa import chat
from providers.reading import (
    BALANCE_WORDS,
    CONTENT_WORDS,
    envelope_text,
    excerpt,
    http_error,
    mapping,
    mentions,
    text,
)
from providers.types import Reply

FILTER_WORDS = (*CONTENT_WORDS, "content_filter", "content filter", "inappropriate")
OFFLINE_WORDS = ("offline", "maintenance", "下线", "维护")
DECLINES = (
    "i can't",
    "i can’t",
    "i cannot",
    "i'm unable",
    "i’m unable",
    "i am unable",
    "i won't",
    "i won’t",
    "无法生成",
    "不能生成",
)
# AA's field, where it names one, and ours.
FIELDS = {
    "quality": "size",
    "resolution_preset": "size",
    "messages": "prompt",
    "model_code": "model",
    **dict.fromkeys(("image_url", "images", "image1", "image2", "image3"), "references"),
}


def kind_of(message: str) -> type[errors.ProviderError] | None:
    """The kind that the words of a refusal name, if they name one."""
    if mentions(message, FILTER_WORDS):
        return errors.ContentPolicy
    if mentions(message, BALANCE_WORDS):
        return errors.OutOfBalance
    return errors.ModelOffline if mentions(message, OFFLINE_WORDS) else None


def refused(reply: Reply, *, submitting: bool) -> errors.ProviderError:
    """The error of an HTTP status of 300 or more."""
    plain = http_error(reply, submitting=submitting)
    field = field_of(reply.json())
    kind = type(plain) if field else narrowed(reply, plain)
    return kind(
        plain.detail,
        code=plain.code,
        created=plain.created,
        retry_after=plain.retry_after,
        field=field,
    )


def narrowed(reply: Reply, plain: errors.ProviderError) -> type[errors.ProviderError]:
    named = kind_of(" ".join(envelope_text(reply.json())))
    if named and isinstance(plain, errors.InvalidRequest):
        return named
    if named is errors.OutOfBalance and reply.status == 403:
        return named
    if named is errors.ModelOffline and isinstance(plain, errors.Busy):
        return named
    return type(plain)


def field_of(data: Any) -> str:
    """Our name of the field that `{"detail": [{"loc": [...], "msg"}]}` complains about."""
    detail = mapping(data).get("detail")
    first = mapping(detail[0]) if isinstance(detail, list) and detail else {}
    places = first.get("loc")
    names = [text(name) for name in places] if isinstance(places, list) else []
    name = next((item for item in names if item and item != "body"), "")
    return excerpt(FIELDS.get(name, name))[:60]


def unusable(reply: Reply, *, submitting: bool) -> errors.ProviderError:
    """The error of a 2xx that holds neither task nor result."""
    data = mapping(reply.json())
    code, message = envelope_text(data)
    if len(code) == 3 and code.isascii() and code.isdigit() and code >= "400":
        return refused(replace(reply, status=int(code)), submitting=submitting)
    kind = kind_of(f"{code} {message}")
    if not kind and (data.get("error") or data.get("error_code")):
        kind = errors.UpstreamFailed
    if not kind or not (code or message):
        return unreadable(reply, submitting=submitting)
    created: errors.Created | None = None if submitting else "no"
    return kind(excerpt(message), code=excerpt(code), created=created)


def unreadable(reply: Reply, *, submitting: bool) -> errors.ProtocolError:
    body = reply.body[:20_000].decode("utf-8", "replace")
    created: errors.Created = "unknown" if submitting else "no"
    return errors.ProtocolError(
        excerpt(body) or "empty answer", code=str(reply.status), created=created
    )


def wordy(reply: Reply, choices: Any) -> errors.ProviderError:
    """The error of a chat answer without a picture.

    A chat ends with its answer: there is no task that could still bring a picture, so
    plain words prove that nothing was made. An empty answer, or a link that we cannot
    tell for a picture, proves nothing.
    """
    said, declined = chat.spoken(choices), chat.declined(choices)
    if declined or mentions(said, (*FILTER_WORDS, *DECLINES)):
        return errors.ContentPolicy(excerpt(declined or said), created="no")
    if not said.strip() or mentions(said, ("http://", "https://", "data:")):
        return unreadable(reply, submitting=True)
    # A model's prose may speak of balance or maintenance without meaning the vendor's.
    return errors.UpstreamFailed(excerpt(said), created="no")
