"""The task object of DYU and of the gateway behind it, in the shapes that have been seen.

* flat: `{"id", "status": "completed", "progress": 100, "url"}`
* wrapped: `{"code": "success", "data": {"task_id", "status": "SUCCESS", "progress": "100%",
  "fail_reason", "result_url", "data": {…}}}`
* the content route: the picture itself, or `{"error": {"message": "Task is not completed
  yet, current status: IN_PROGRESS"}}` with status 400
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

from providers import errors
from providers.dyuapi.codes import CODES, by_words
from providers.reading import (
    envelope_text,
    excerpt,
    identifier,
    is_link,
    links,
    mapping,
    text,
    word,
)
from providers.types import Failed, Reply

STATES = {
    "queued": ("queued", "pending", "submitted", "not_start", "created"),
    "running": ("processing", "in_progress", "running", "unknown"),
    "succeeded": ("completed", "success", "succeeded", "done"),
    "failed": ("failed", "failure", "fail", "error"),
    "cancelled": ("cancelled", "canceled"),
}
SUCCESS_CODES = ("success", "0", "200")
NO_ERROR = ("", *SUCCESS_CODES)


def state_of(name: str, extra: Mapping[str, Sequence[str]]) -> str:
    """Our state for the vendor's word; empty where we know none."""
    for states in (extra, STATES):
        for state, names in states.items():
            if name in map(word, names):
                return state
    return ""


def find_task(body: Any) -> dict[str, Any]:
    """The task object, flat or wrapped; empty where there is none."""
    flat = mapping(body)
    inner = mapping(flat.get("data"))
    if _is_task(inner) and word(flat.get("code")) in NO_ERROR:
        return inner
    return flat if _is_task(flat) else {}


def _is_task(value: dict[str, Any]) -> bool:
    """An error envelope may carry an id, that of the request, or a status, that of HTTP."""
    named = identifier(value.get("id")) or identifier(value.get("task_id"))
    if word(value.get("status")):
        return bool(named) or not any(envelope_text(value))
    return bool(named and not value.get("error")) and word(value.get("code")) in NO_ERROR


def result_link(task: dict[str, Any]) -> str:
    """The first usable link of all the places where one has been seen; empty without."""
    data, output = mapping(task.get("data")), task.get("output")
    first = mapping(output[0]) if isinstance(output, list) and output else {}
    candidates = [
        *(task.get(name) for name in ("url", "image_url", "video_url", "result_url")),
        mapping(task.get("metadata")).get("url"),
        *(data.get(name) for name in ("url", "result_url", "video_url")),
        first.get("url"),
        mapping(task.get("result")).get("url"),
    ]
    return next(iter(links(candidates)), "")


def failure(task: dict[str, Any]) -> Failed:
    """Failed tasks have no documented reason: a code where one is known, else the words."""
    code, message = envelope_text(task)
    reason = message or text(task.get("fail_reason"))
    kind = CODES.get(word(code)) or by_words(reason) or errors.UpstreamFailed
    return Failed(kind.kind, excerpt(reason), code=excerpt(code)[:80])


def picture(reply: Reply) -> str:
    """The picture that the content route answers with, as a data URI; empty where it is none."""
    mime = reply.headers.get("content-type", "").split(";")[0].strip().lower()
    if not reply.body or not re.fullmatch(r"image/[a-z0-9.+-]+", mime):
        return ""
    link = f"data:{mime};base64,{base64.b64encode(reply.body).decode()}"
    return link if is_link(link) else ""


def unfinished(reply: Reply) -> dict[str, Any]:
    """What the content route says of a task that is not completed, as a task object."""
    message = envelope_text(reply.json())[1] if reply.status == 400 else ""
    match = re.search(r"not completed yet, current status: (\w{1,40})", message)
    return {"status": match[1], "message": message} if match else {}
