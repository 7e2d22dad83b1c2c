"""What a vendor says it has made: written down first, fetched later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from providers.types import Output
from studio import catalog, queue
from studio.lifecycle.moves import move
from studio.models import Attempt, Result, Task


def deliver(attempt: Attempt, outputs: Sequence[Output], **fields: Any) -> bool:
    """The vendor has results: write them down, then fetch them in a job of their own."""
    write_results(attempt, outputs)
    if not move(
        attempt.task,
        Task.Status.ARCHIVING,
        next_action_at=timezone.now() + timedelta(minutes=2),
        **fields,
    ):
        return False
    queue.enqueue("studio.tasks.archive", str(attempt.task_id))
    return True


def write_results(attempt: Attempt, outputs: Sequence[Output]) -> None:
    wishes = catalog.adapter(attempt.vendor).settings
    ttl = wishes.result_ttl or catalog.spec_of(attempt.offer).result_ttl
    expires = timezone.now() + timedelta(seconds=ttl)
    Result.objects.bulk_create(
        [
            Result(attempt=attempt, index=i, source=item.url, expires_at=expires)
            for i, item in enumerate(outputs)
        ],
        ignore_conflicts=True,
    )


def refresh_sources(attempt: Attempt, outputs: Sequence[Output]) -> int:
    """Fresh addresses for what is not archived yet; how many that are."""
    waiting = Result.objects.filter(attempt=attempt, state=Result.State.WAITING)
    return sum(waiting.filter(index=i).update(source=item.url) for i, item in enumerate(outputs))
