"""Chat: what is asked in a message, and the results that an answer's text holds."""

from __future__ import annotations

import re
from typing import Any

from providers.aa.catalog import RATIO_IN_WORDS
from providers.aa.images import shape
from providers.aa.settings import AASettings
from providers.reading import links, mapping, text, word
from providers.types import GenerationRequest

TYPES = {
    "image": (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"),
    "video": (".mp4", ".webm", ".mov"),
}
# Bounded and without nested repeats: an answer may hold megabytes of base64.
MARKDOWN = re.compile(r"!\[[^\]]{0,1000}\]\(\s*<?([^()\s<>]+(?:\([^()\s<>]*\)[^()\s<>]*)*)")
LINK = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]+")
DATA = re.compile(r"data:image/[a-z0-9.+-]{1,30};base64,[A-Za-z0-9+/=_-]+")


def video_body(request: GenerationRequest) -> dict[str, Any]:
    """`stream` stays false: AA does not say what its events look like."""
    sent = {"model": request.upstream, "stream": False, "messages": messages(request)}
    return sent | shape(request.params)


def image_body(request: GenerationRequest, settings: AASettings) -> dict[str, Any]:
    ratio = request.params.get("aspect_ratio")
    if request.spec.key not in RATIO_IN_WORDS:
        sent = {"model": request.upstream, "messages": messages(request)}
        return sent | shape(request.params)
    line = f"\n{settings.ratio_line.replace('{ratio}', ratio)}" if ratio else ""
    return {"model": request.upstream, "messages": messages(request, line)}


def messages(request: GenerationRequest, line: str = "") -> list[dict[str, Any]]:
    """One message of the user's: a text, or a text and pictures."""
    prompt = request.prompt + line
    pictures = [{"type": "image_url", "image_url": {"url": url}} for url in request.urls("image")]
    content = [{"type": "text", "text": prompt}, *pictures] if pictures else prompt
    return [{"role": "user", "content": content}]


def found(choices: Any, kind: str) -> list[str]:
    """Every result in the answer, once, byte for byte: the documented form first."""
    said = spoken(choices)
    if kind == "video":
        return unique(bare(said, kind))
    marked = links(MARKDOWN.findall(said))
    return unique([*attached(choices), *marked, *bare(said, kind), *DATA.findall(said)])


def unique(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def bare(said: str, kind: str) -> list[str]:
    """Links in plain text whose path ends in a file type of that kind."""
    tidy = (link.rstrip(".,;:!?'*_") for link in LINK.findall(said))
    return [link for link in tidy if re.split("[?#]", link)[0].lower().endswith(TYPES[kind])]


def spoken(choices: Any) -> str:
    """All text of the answer; a content may be a text or a list of parts."""
    texts = []
    for message in answers(choices):
        content = message.get("content")
        parts = content if isinstance(content, list) else [content]
        texts += [mapping(part).get("text", part) for part in parts]
    return "\n".join(item for item in texts if isinstance(item, str))


def attached(choices: Any) -> list[str]:
    """Pictures given as parts of their own, spelled as in a request."""
    contents = (message.get("content") for message in answers(choices))
    parts = [part for content in contents if isinstance(content, list) for part in content]
    pictures = [mapping(part).get("image_url") for part in parts]
    return links(mapping(picture).get("url") or picture for picture in pictures)


def declined(choices: Any) -> str:
    """Why the model declined, where it says so outside its text."""
    for message in answers(choices):
        if reason := text(message.get("refusal")):
            return reason
    items = choices if isinstance(choices, list) else []
    filtered = any(word(mapping(item).get("finish_reason")) == "content_filter" for item in items)
    return "content_filter" if filtered else ""


def answers(choices: Any) -> list[dict[str, Any]]:
    items = choices if isinstance(choices, list) else []
    return [mapping(mapping(item).get("message")) for item in items]
