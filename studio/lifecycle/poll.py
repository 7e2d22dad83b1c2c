"""Asking the vendor how a task is doing, and believing nothing but the answer."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from providers.base import Provider
from providers.errors import ProviderError
from providers.types import Failed, Outcome, Pending, Succeeded
from studio import catalog, live, queue
from studio.lifecycle import answer, finish, health
from studio.lifecycle.failures import failure
from studio.models import Attempt, Offer, RescueItem, Result, Task, Vendor

REFRESH = "refresh"  # vendor_state of an archiving task that needs a fresh result URL
LONGEST_AFTER_ERROR = 60.0
MOVED = "UPDATE studio_task SET progress = %s, vendor_state = %s WHERE id = %s AND lease_owner = %s"


@dataclass(frozen=True, slots=True)
class Poll:
    """One look at one leased task. Plain values: thousands of these are in flight."""

    late: bool  # the credits went back already; a result would be free
    task_id: UUID
    attempt_id: UUID
    vendor_id: UUID
    key_id: UUID
    offer_id: UUID
    operation: dict[str, Any]
    status: str
    progress: int | None
    vendor_state: str
    polls: int
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class Still:
    """Nothing final: look again in `wait` seconds; `progress` and `state` as they are now."""

    poll: Poll
    wait: float
    progress: int | None
    state: str

    @property
    def changed(self) -> bool:
        return self.progress != self.poll.progress or self.state != self.poll.vendor_state


def lease(owner: str, room: int, hold: float) -> list[Poll]:
    """Take up to `room` tasks that are due, for `hold` seconds."""
    if room <= 0:
        return []
    now = timezone.now()
    until = now + timedelta(seconds=hold + settings.LEASE_MARGIN)
    due = Q(status=Task.Status.RUNNING) | Q(status=Task.Status.ARCHIVING, vendor_state=REFRESH)
    with transaction.atomic():
        mine = Task.objects.filter(due, next_action_at__lte=now).order_by("next_action_at")
        ids = list(
            mine.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[
                :room
            ]
        )
        if ids:
            Task.objects.filter(pk__in=ids).update(
                fence=F("fence") + 1, lease_owner=owner, lease_until=until, next_action_at=until
            )
    return (
        _polls(Attempt.objects.filter(task_id__in=ids, state=Attempt.State.ACCEPTED)) if ids else []
    )


def lease_late(room: int, hold: float) -> list[Poll]:
    """Released tasks whose vendor may still deliver: looked at slowly, for a day."""
    now = timezone.now()
    with transaction.atomic():
        due = Attempt.objects.filter(next_watch_at__lte=now).order_by("next_watch_at")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:room])
        Attempt.objects.filter(pk__in=ids).update(
            next_watch_at=now + timedelta(seconds=max(hold * 2, 300))
        )
        Attempt.objects.filter(pk__in=ids, watch_until__lt=now).update(next_watch_at=None)
    return (
        _polls(Attempt.objects.filter(pk__in=ids, watch_until__gte=now), late=True) if ids else []
    )


def _polls(attempts: Any, late: bool = False) -> list[Poll]:
    rows = attempts.values_list(
        "task_id",
        "pk",
        "vendor_id",
        "key_id",
        "offer_id",
        "operation",
        "task__status",
        "task__progress",
        "task__vendor_state",
        "task__polls",
        "task__deadline_at",
    )
    return [Poll(late, *row) for row in rows]


def judge(
    poll: Poll,
    provider: Provider,
    advice: tuple[float, float, float],
    outcome: Outcome | ProviderError | str,
) -> Still | Outcome:
    """What one answer means. `outcome` is a str where the transport failed.

    Pure: the sweep calls it on its event loop for every poll.
    """
    interval, factor, longest = advice
    wait = min(longest, interval * factor ** min(poll.polls, 50))
    if isinstance(outcome, Succeeded | Failed):
        return outcome
    if isinstance(outcome, Pending):
        slow = max(wait, 30.0) if outcome.state == "in_review" else wait
        shown = outcome.state if outcome.state != "running" else ""
        return Still(
            poll, outcome.retry_after or slow, _forward(poll.progress, outcome.progress), shown
        )
    after = outcome.retry_after if isinstance(outcome, ProviderError) else None
    slower = min(max(wait * 2, 2 * interval), max(LONGEST_AFTER_ERROR, interval))
    return Still(poll, min(after or slower, 600.0), poll.progress, poll.vendor_state)


def _forward(before: int | None, now: int | None) -> int | None:
    """Progress never goes back, and is never invented."""
    if now is None:
        return before
    return min(max(before or 0, now), 100)


def advice(offer: Offer, vendor: Vendor) -> tuple[float, float, float]:
    """(interval, factor, longest) in seconds: the vendor row's wish, else the spec's."""
    spec, wishes = catalog.spec_of(offer).polling, catalog.adapter(vendor).settings
    interval = wishes.poll_interval or spec.interval
    factor = wishes.poll_factor or (1.0 if wishes.poll_interval else spec.factor)
    return interval, factor, wishes.poll_longest or max(interval, spec.longest)


def flush(owner: str, stills: Iterable[Still]) -> None:
    """Put back everything that is not final: one UPDATE a waiting time, one for what changed."""
    groups: dict[float, list[UUID]] = {}
    changed: list[Still] = []
    for still in stills:
        if still.poll.late:
            continue
        groups.setdefault(round(still.wait, 1), []).append(still.poll.task_id)
        if still.changed:
            changed.append(still)
    with transaction.atomic():
        for start in range(0, len(changed), 100):
            _update_changed(owner, changed[start : start + 100])
        for wait, ids in groups.items():
            seconds = wait * random.uniform(0.97, 1.03)  # noqa: S311  spreads the load, no secret
            Task.objects.filter(
                pk__in=ids,
                lease_owner=owner,
                status__in=(Task.Status.RUNNING, Task.Status.ARCHIVING),
            ).update(
                next_action_at=timezone.now() + timedelta(seconds=seconds),
                polls=F("polls") + 1,
                lease_owner="",
                lease_until=None,
            )


def _update_changed(owner: str, stills: list[Still]) -> None:
    """Progress and state by key, in one prepared statement: a CASE over many rows, built by
    the ORM, costs more than the polls that it writes down."""
    prepare = Task._meta.pk.get_db_prep_value
    moving = {
        still.poll.task_id: (still.progress, still.state, prepare(still.poll.task_id, connection))
        for still in stills
        if still.poll.status == Task.Status.RUNNING
    }
    if not moving:
        return
    with connection.cursor() as cursor:
        cursor.executemany(MOVED, [(*values, owner) for values in moving.values()])
    seen = Task.objects.filter(pk__in=moving, lease_owner=owner)
    live.announce_all(
        [("progress", pk, audience) for pk, audience in seen.values_list("pk", "run__audience")]
    )


@transaction.atomic
def record(poll: Poll, outcome: Succeeded | Failed) -> None:
    """A final word of the vendor's. The first one recorded counts for the money."""
    attempt = answer.load(poll.attempt_id)
    attempt.task = (
        Task.objects.select_for_update(of=("self",)).select_related("run").get(pk=poll.task_id)
    )
    if outcome.cost:
        Attempt.objects.filter(pk=attempt.pk).update(vendor_cost=outcome.cost[:60])
    if isinstance(outcome, Succeeded):
        _succeeded(attempt, outcome)
    else:
        _failed(attempt, outcome)


def record_for(attempt_id: UUID, outcome: Succeeded | Failed) -> None:
    """The final word of a stream, for the task that its first event had accepted."""
    for poll in _polls(Attempt.objects.filter(pk=attempt_id)):
        record(poll, outcome)


def _succeeded(attempt: Attempt, outcome: Succeeded) -> None:
    task = attempt.task
    if task.status == Task.Status.RUNNING:
        answer.deliver(attempt, outcome.outputs)
        health.note_success(attempt.key_id, attempt.vendor_id, attempt.offer_id)
    elif task.status == Task.Status.ARCHIVING:
        _refresh(attempt, outcome)
    elif task.is_final:
        _late(attempt, outcome)


def _refresh(attempt: Attempt, outcome: Succeeded) -> None:
    """Fresh addresses for what is not archived yet."""
    for index, item in enumerate(outcome.outputs):
        Result.objects.filter(attempt=attempt, index=index, state=Result.State.WAITING).update(
            source=item.url
        )
    again = timezone.now() + timedelta(minutes=2)
    Task.objects.filter(pk=attempt.task_id).update(
        vendor_state="", next_action_at=again, lease_owner="", lease_until=None
    )
    queue.enqueue("studio.tasks.archive", str(attempt.task_id))


def _late(attempt: Attempt, outcome: Succeeded) -> None:
    """The credits went back already: the member gets the result for nothing."""
    Attempt.objects.filter(pk=attempt.pk).update(next_watch_at=None)
    if Result.objects.filter(attempt=attempt).exists():
        return
    answer.write_results(attempt, outcome.outputs)
    finish.list_for_rescue(
        RescueItem.Kind.LATE, attempt.task, attempt, "came after the credits were returned"
    )
    queue.enqueue("studio.tasks.archive", str(attempt.task_id))


def _failed(attempt: Attempt, outcome: Failed) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(
        error_kind=outcome.kind,
        error_code=outcome.code[:80],
        error_detail=outcome.message[:400],
        next_watch_at=None,
    )
    if attempt.task.status != Task.Status.RUNNING:
        return
    if outcome.cancelled:
        finish.cancel(attempt.task)
    else:
        finish.fail(attempt.task, failure(outcome.kind, outcome.message))


@transaction.atomic
def expire(poll: Poll) -> None:
    """The deadline passed and the last look said nothing final."""
    task = Task.objects.select_for_update(of=("self",)).select_related("run").get(pk=poll.task_id)
    if task.status == Task.Status.RUNNING:
        finish.expire(task)


def note_word(vendor: Vendor, word: str) -> None:
    """An unknown status word is counted as running, and shown to an admin once."""
    finish.list_for_rescue(RescueItem.Kind.WORD, None, None, f"{vendor.slug}: {word[:100]}")
