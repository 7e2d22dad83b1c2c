"""What a finished SeedHorse task came to: `results[]` and `failReason` of the query's reply."""

from __future__ import annotations

from typing import Any

from providers.reading import CONTENT_WORDS, excerpt, is_link, mapping, mentions, text, word
from providers.types import Failed, Kind, Operation, Outcome, Output, Succeeded

KINDS: dict[str, Kind] = {"1": "video", "2": "image"}


def result(data: dict[str, Any], operation: Operation) -> Outcome | None:
    """What a completed task came to; None while its links are still missing."""
    found = data.get("results")
    results = [mapping(item) for item in found] if isinstance(found, list) else []
    links = [
        item["fileUrl"] for item in results if _succeeded(item) and is_link(item.get("fileUrl"))
    ]
    if links:
        kind = KINDS.get(word(data.get("taskType")))
        missing = max(_expected(operation), len(results)) - len(links)
        outputs = tuple(Output(link, kind) for link in links)
        return Succeeded(outputs, failed=missing, seed=_seed(data.get("seed")))
    if results and all(word(item.get("subStatus")) == "2" for item in results):
        return failure(results[0].get("failReason") or data.get("failReason"))
    return None


def failure(reason: Any) -> Failed:
    """A refusal that comes after acceptance has no code, only words."""
    message = text(reason)
    kind = "content_policy" if mentions(message, CONTENT_WORDS) else "upstream_failed"
    return Failed(kind, excerpt(message))


def _succeeded(item: dict[str, Any]) -> bool:
    status = item.get("subStatus")
    return status is None or word(status) == "1"


def _expected(operation: Operation) -> int:
    count = operation.get("outputs")
    return count if isinstance(count, int) else 1


def _seed(value: Any) -> int | None:
    """The echoed seed; -1 says that none was asked for."""
    usable = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
    return value if usable else None
