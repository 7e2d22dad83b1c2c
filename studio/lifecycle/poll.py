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

from providers.errors import ProviderError
from providers.types import Failed, Outcome, Output, Pending, Succeeded
from studio import catalog, live
from studio.lifecycle import preview
from studio.models import Attempt, Offer, Preview, Task, Vendor

REFRESH = "refresh"  # vendor_state of an archiving task that needs a fresh result URL
LONGEST_AFTER_ERROR = 60.0
STEPS = 4  # a second: waits that are alike share one UPDATE
LONGEST = 600.0  # seconds that a vendor may ask us to wait
Advice = tuple[float, float, float]  # seconds: interval, factor, longest
MOVED = "UPDATE studio_task SET progress = %s, vendor_state = %s WHERE id = %s AND lease_owner = %s"


@dataclass(frozen=True, slots=True)
class Poll:
    """One look at one leased task. Plain values: thousands of these are in flight."""

    late: bool  # the credits went back already; a result would be free
    leased_at: datetime
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
    cancel_requested_at: datetime | None

    @property
    def wants_to_stop(self) -> bool:
        return self.cancel_requested_at is not None and self.status == Task.Status.RUNNING


@dataclass(frozen=True, slots=True)
class Still:
    """Nothing final: look again in `wait` seconds; `progress` and `state` as they are now.

    A vendor's own wish counts from its answer, our interval from when this look began.
    """

    poll: Poll
    wait: float
    progress: int | None
    state: str
    wished: bool = False
    preview: Output | None = None

    @property
    def changed(self) -> bool:
        return self.progress != self.poll.progress or self.state != self.poll.vendor_state

    def rest(self, now: datetime) -> float:
        """Seconds that are left to wait; at least half, however long the look took."""
        took = 0.0 if self.wished else (now - self.poll.leased_at).total_seconds()
        return max(self.wait - took, self.wait / 2)


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
        polls(Attempt.objects.filter(task_id__in=ids, state=Attempt.State.ACCEPTED)) if ids else []
    )


def polls(attempts: Any, late: bool = False) -> list[Poll]:
    now = timezone.now()
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
        "task__cancel_requested_at",
    )
    return [Poll(late, now, *row) for row in rows]


def judge(
    poll: Poll,
    advice: Advice,
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
        wait = min(outcome.retry_after or slow, LONGEST)
        progress = _forward(poll.progress, outcome.progress)
        return Still(poll, wait, progress, shown, bool(outcome.retry_after), outcome.preview)
    after = outcome.retry_after if isinstance(outcome, ProviderError) else None
    slower = min(max(wait * 2, 2 * interval), max(LONGEST_AFTER_ERROR, interval))
    wait = min(after or slower, LONGEST)
    return Still(poll, wait, poll.progress, poll.vendor_state, wished=True)


def _forward(before: int | None, now: int | None) -> int | None:
    """Progress never goes back, and is never invented."""
    if now is None:
        return before
    return min(max(before or 0, now), 100)


def advice(offer: Offer, vendor: Vendor) -> Advice:
    """The vendor row's wish, else the spec's."""
    spec, wishes = catalog.spec_of(offer).polling, catalog.adapter(vendor).settings
    interval = wishes.poll_interval or spec.interval
    factor = wishes.poll_factor or (1.0 if wishes.poll_interval else spec.factor)
    return interval, factor, wishes.poll_longest or max(interval, spec.longest)


def flush(owner: str, stills: Iterable[Still]) -> None:
    """Put back running tasks: one UPDATE a waiting time, one for what changed."""
    groups: dict[float, list[UUID]] = {}
    changed: list[Still] = []
    now = timezone.now()
    mine = [still for still in stills if not still.poll.late]
    shown = {still.poll.task_id: still.preview for still in mine if still.preview}
    fresh = preview.changed(shown)
    for still in mine:
        groups.setdefault(round(still.rest(now) * STEPS) / STEPS, []).append(still.poll.task_id)
        if still.changed or still.poll.task_id in fresh:
            changed.append(still)
    with transaction.atomic():
        for start in range(0, len(changed), 100):
            _update_changed(owner, changed[start : start + 100], fresh)
        for wait, ids in groups.items():
            seconds = wait * random.uniform(0.97, 1.03)  # noqa: S311  spreads the load, no secret
            Task.objects.filter(pk__in=ids, lease_owner=owner, status=Task.Status.RUNNING).update(
                next_action_at=timezone.now() + timedelta(seconds=seconds),
                polls=F("polls") + 1,
                lease_owner="",
                lease_until=None,
            )


def _update_changed(owner: str, stills: list[Still], fresh: dict[UUID, Preview]) -> None:
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
    held = Task.objects.filter(pk__in=moving, lease_owner=owner)
    seen = list(held.values_list("pk", "run__audience"))
    preview.keep([fresh[pk] for pk, _audience in seen if pk in fresh])
    live.announce_all([("progress", pk, audience) for pk, audience in seen])
