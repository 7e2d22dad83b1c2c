"""What a vendor makes after the credits went back: looked for, saved, and free."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from providers.types import Succeeded
from studio import queue
from studio.lifecycle import finish
from studio.lifecycle.poll import Poll, polls
from studio.lifecycle.results import refresh_sources, write_results
from studio.models import Attempt, RescueItem, Result, Task

BETWEEN = 300.0  # seconds from one look to the next


def watch(attempt: Attempt) -> None:
    """Look after it for a while, from now on."""
    now = timezone.now()
    until = now + timedelta(seconds=settings.LATE_WATCH)
    Attempt.objects.filter(pk=attempt.pk).update(watch_until=until, next_watch_at=now)


def lease(room: int, hold: float) -> list[Poll]:
    """Ended tasks whose vendor may still deliver: looked at slowly, for a day."""
    now = timezone.now()
    with transaction.atomic():
        due = Attempt.objects.filter(next_watch_at__lte=now).order_by("next_watch_at")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:room])
        if ids:
            _put_off(ids, now, max(hold * 2, BETWEEN))
    asked = Attempt.objects.filter(pk__in=ids, watch_until__gte=now, state=Attempt.State.ACCEPTED)
    return polls(asked, late=True) if ids else []


def _put_off(ids: Collection[UUID], now: datetime, seconds: float) -> None:
    """The next look comes later; none does once the watch is over and nothing waits."""
    mine = Attempt.objects.filter(pk__in=ids)
    waiting = dict(_waiting().filter(attempt__in=ids).values_list("attempt_id", "attempt__task_id"))
    mine.update(next_watch_at=now + timedelta(seconds=seconds))
    mine.filter(watch_until__lt=now).exclude(pk__in=waiting).update(next_watch_at=None)
    for task_id in set(waiting.values()):
        queue.enqueue("studio.tasks.archive", str(task_id))


def came(attempt: Attempt, outcome: Succeeded) -> None:
    """The member gets the result for nothing. A second look may bring fresh addresses."""
    if Result.objects.filter(attempt=attempt).exists():
        refresh_sources(attempt, outcome.outputs)
        return
    write_results(attempt, outcome.outputs)
    finish.list_for_rescue(
        RescueItem.Kind.LATE, attempt.task, attempt, "came after the credits were returned"
    )
    queue.enqueue("studio.tasks.archive", str(attempt.task_id))


def give_up(attempt: Attempt) -> None:
    """Nothing comes any more. What was promised before is still tried."""
    if not _waiting().filter(attempt=attempt).exists():
        Attempt.objects.filter(pk=attempt.pk).update(next_watch_at=None)


def come_back(task: Task, wait: timedelta) -> None:
    """After a try at saving: again for what still waits, and no more where nothing does."""
    waiting = set(_waiting().filter(attempt__task=task).values_list("attempt_id", flat=True))
    mine = Attempt.objects.filter(task=task)
    mine.filter(pk__in=waiting).update(next_watch_at=timezone.now() + wait)
    done = mine.filter(next_watch_at__isnull=False, results__isnull=False)
    done.exclude(pk__in=waiting).update(next_watch_at=None)


def _waiting() -> QuerySet[Result]:
    return Result.objects.filter(state=Result.State.WAITING)
