"""What a run amounts to, from its tasks: derived, never stored."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from studio.models import Task

Standing = Literal["queued", "running", "succeeded", "partial", "failed", "cancelled"]
S = Task.Status


def standing(tasks: Collection[Task], short: Collection[Task] = ()) -> Standing:
    """`short` are those that succeeded with fewer results than asked for.

    A task that was made again no longer counts: the new one stands in its place, or in the
    place of what it lacked.
    """
    again = {task.retry_of_id for task in tasks}
    statuses = {task.status for task in tasks if task.pk not in again or task.status == S.SUCCEEDED}
    lacking = [task for task in short if task.pk not in again]
    if statuses <= {S.QUEUED}:
        return "queued"
    if not statuses <= set(Task.FINAL):
        return "running"
    if S.SUCCEEDED in statuses:
        return "succeeded" if len(statuses) == 1 and not lacking else "partial"
    return "failed" if S.FAILED in statuses else "cancelled"
