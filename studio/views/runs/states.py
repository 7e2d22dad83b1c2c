"""What a task is shown as: finer than its status, derived from the row, never stored."""

from __future__ import annotations

from dataclasses import dataclass

from studio.models import Task

S = Task.Status

# Everything that `data-state` may be. A tile adds `missing`: an expected result that never came.
STATES = (
    "queued",
    "retrying",
    "submitting",
    "unknown",
    "running",
    "preview",
    "review",
    "stalled",
    "archiving",
    "cancelling",
    "done",
    "failed",
    "cancelled",
)
ENDED = {S.SUCCEEDED: "done", S.FAILED: "failed", S.CANCELLED: "cancelled"}
BLINK = 1.0  # seconds: a submission that is younger is still shown as waiting
PATIENCE = 60.0  # seconds: no vendor is called slow before


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the shown state depends on; times in seconds."""

    status: str
    vendor_state: str = ""
    attempts: int = 0
    asked_to_stop: bool = False
    is_saving_again: bool = False
    sent_for: float = 0
    elapsed: float = 0
    late: float | None = None  # nine of ten like it were done by then
    has_preview: bool = False


def state_of(facts: Facts) -> str:
    if facts.is_saving_again and facts.status == S.FAILED:
        return "archiving"
    if facts.status in ENDED:
        return ENDED[S(facts.status)]
    if facts.status == S.ARCHIVING:
        return "archiving"  # what was asked too late changes nothing any more
    if facts.asked_to_stop:
        return "cancelling"
    if facts.status == S.QUEUED:
        return "retrying" if facts.attempts and facts.vendor_state else "queued"
    if facts.status == S.SUBMITTING:
        return "submitting" if facts.sent_for >= BLINK else "queued"
    return _at_vendor(facts)


def _at_vendor(facts: Facts) -> str:
    if facts.status == S.UNKNOWN:
        return "unknown"
    if facts.elapsed > stalls_after(facts.late):
        return "stalled"
    if facts.vendor_state == "in_review":
        return "review"
    return "preview" if facts.has_preview else "running"


def stalls_after(late: float | None) -> float:
    """Seconds after which the vendor is said to be silent; never where nothing is known."""
    return max(PATIENCE, 2 * late) if late else float("inf")
