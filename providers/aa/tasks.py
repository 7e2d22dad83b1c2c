"""A task as AA describes it: nested where it is created, flat where it is asked for.

Sora's tasks say processing and completed, all others running and succeeded. Many fields
are null or missing until they have a value, so nothing here relies on presence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.aa.refusals import kind_of
from providers.reading import excerpt, identifier, links, mapping, percent, text, word
from providers.types import Failed, Outcome, Output, Pending, Succeeded

STATES = {
    "queued": "queued",
    "processing": "running",
    "running": "running",
    "completed": "succeeded",
    "succeeded": "succeeded",
    "failed": "failed",
    "refunded": "failed",
}
LONGEST_WORD = 40


def task_of(data: Any) -> dict[str, Any]:
    body = mapping(data)
    return mapping(body.get("task")) or body


def task_id(data: Any) -> str:
    """The id to ask for. A chat answer's `id` is none, so it counts beside a task only."""
    body = mapping(data)
    found = identifier(task_of(body).get("task_id"))
    return found or (identifier(body.get("id")) if body.get("object") == "video.task" else "")


def outcome(data: Any, kind: str, words: Mapping[Any, list[str]]) -> Outcome | None:
    """What the task's status means; None where there is no status."""
    task = task_of(data)
    status = word(task.get("status"))
    extra = {word(item): state for state, items in words.items() for item in items}
    state = (STATES | extra).get(status, "")
    if state == "failed":
        return failed(task, refunded=status == "refunded")
    if state == "succeeded" and (outputs := results(task, kind)):
        return Succeeded(outputs, cost=cost(task))
    return pending(task, state, status) if status else None


def pending(task: dict[str, Any], state: str, status: str) -> Pending:
    """Also for a success without its URL: AA may write the URL later."""
    return Pending(
        state="queued" if state == "queued" else "running",
        progress=percent(task.get("progress")),
        unknown_status="" if state else excerpt(status)[:LONGEST_WORD],
    )


def results(task: dict[str, Any], kind: str) -> tuple[Output, ...]:
    """`image_url` is never a result: it repeats the reference."""
    if kind == "video":
        return tuple(Output(url, "video") for url in links([task.get("video_url")]))
    return tuple(Output(url, "image") for url in links([task.get("result_image_url")]))


def failed(task: dict[str, Any], *, refunded: bool) -> Failed:
    code, message = text(task.get("error_code")), text(task.get("error_message"))
    found = kind_of(f"{code} {message}")
    return Failed(
        kind=found.kind if found else "upstream_failed",
        message=excerpt(message),
        code=excerpt(code),
        refunded=refunded,
        cost=cost(task),
    )


def cost(task: dict[str, Any]) -> str:
    """What AA keeps, in US dollars; empty where it names no price."""
    price = dollars(task.get("price_usd"))
    if price is None:
        return ""
    kept = max(price - (dollars(task.get("refunded_usd")) or 0), 0)
    return f"{kept:.4f}".rstrip("0").rstrip(".") + " USD"


def dollars(value: Any) -> float | None:
    try:
        amount = float(text(value))
    except ValueError:
        return None
    return amount if 0 <= amount < 1_000_000 else None
