"""Putting right what a crash left behind. Idempotent; every sweep runs it now and then."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from providers.types import Reply
from studio import catalog, live, places, queue
from studio.lifecycle import again, answer, archive, finish, holding
from studio.lifecycle.failures import Failure
from studio.lifecycle.submit import Submission, lease_time
from studio.models import Asset, Attempt, StoredReply, Task, VendorKey

log = logging.getLogger(__name__)
BATCH = 200
A = Attempt.State


def rescue() -> int:
    """How many tasks were put right."""
    now = timezone.now()
    stuck = Task.objects.filter(status=Task.Status.SUBMITTING, lease_until__lt=now)
    done = sum(_carefully(_submitting, task) for task in stuck.select_related("run")[:BATCH])
    silent = Task.objects.filter(status=Task.Status.UNKNOWN, deadline_at__lte=now)
    done += sum(_carefully(_unknown, task) for task in silent.select_related("run")[:BATCH])
    done += holding.give_up_stopped()
    return done + _waiting_for_ever(now) + _archiving() + _underived()


def _waiting_for_ever(now: datetime) -> int:
    """Nobody took them for a day: their vendor is off, or has no key that is on.

    A paused batch keeps its own for as long as it likes.
    """
    limit = now - timedelta(seconds=settings.QUEUE_DEADLINE)
    old = Task.objects.filter(
        status=Task.Status.QUEUED, created_at__lt=limit, next_action_at__lte=now
    )
    able = VendorKey.objects.filter(enabled=True, vendor__enabled=True).values("vendor")
    idle = old.exclude(holding.PAUSED).exclude(offer__vendor__in=able).select_related("run")
    return sum(_carefully(_give_up_waiting, task) for task in idle[:BATCH])


def _give_up_waiting(task: Task) -> bool:
    return finish.fail(task, Failure("vendor_down"))


def _carefully(put_right: Callable[[Task], bool], task: Task) -> bool:
    """One task that cannot be put right must not keep the others waiting."""
    try:
        return put_right(task)
    except DatabaseError:
        raise
    except Exception:
        log.exception("Task %s cannot be put right", task.pk)
        return False


def _submitting(task: Task) -> bool:
    """The process that was sending it is gone. What the attempt says decides."""
    attempt = Attempt.objects.filter(task=task).order_by("-number").first()
    if attempt is None or attempt.state == A.PREPARED:
        return _not_sent(task, attempt)
    if not _is_left_behind(task):
        return False
    if _replay(attempt):
        return True
    answer.record_unknown(attempt, "interrupted while sending")
    return True


def _is_left_behind(task: Task) -> bool:
    """Still, after its attempt was read: its sender may have been slow, and not dead."""
    left = Task.objects.filter(status=Task.Status.SUBMITTING, lease_until__lt=timezone.now())
    return left.filter(pk=task.pk).exists()


@transaction.atomic
def _not_sent(task: Task, attempt: Attempt | None) -> bool:
    task = Task.objects.select_for_update(of=("self",)).select_related("run").get(pk=task.pk)
    if not _is_left_behind(task):
        return False
    if attempt:
        mine = Attempt.objects.filter(pk=attempt.pk, state=A.PREPARED)
        if not mine.update(
            state=A.NOT_SENT,
            error_kind="not_sent",
            error_detail="interrupted",
            finished_at=timezone.now(),
        ):
            return False
    again.requeue(task, "not_sent", at_once=True)
    return True


def _replay(attempt: Attempt) -> bool:
    """An answer that was stored but not acted on: act on it now."""
    kept = StoredReply.objects.filter(attempt=attempt).first()
    if kept is None:
        return False
    full = answer.load(attempt.pk)
    request = answer.request_for_reading(full)
    reply = Reply(kept.status, bytes(kept.body), kept.headers)
    answer.record(full, answer.read(full, request, reply), kept.status)
    return True


def _unknown(task: Task) -> bool:
    """Its own deadline has passed without proof: the credits go back."""
    attempt = Attempt.objects.filter(task=task, state=A.UNKNOWN).first()
    if attempt and _replay(attempt):
        return True
    return finish.give_up_unknown(task)


def _archiving() -> int:
    ids = archive.due(timezone.now())
    with transaction.atomic():
        for pk in ids:
            queue.enqueue("studio.tasks.archive", str(pk))
        Task.objects.filter(pk__in=ids).update(next_action_at=timezone.now() + timedelta(minutes=2))
    return len(ids)


def _underived() -> int:
    """Assets whose thumbnails never came: their job was lost."""
    old = timezone.now() - timedelta(minutes=5)
    late = Asset.objects.filter(
        derived=Asset.Derived.PENDING, created_at__lt=old, derive_attempts__lt=5
    )
    ids = list(late.values_list("pk", flat=True)[:50])
    for pk in ids:
        queue.enqueue("studio.tasks.derive", str(pk), cluster=queue.MEDIA)
    return len(ids)


@transaction.atomic
def lease_again(owner: str, room: int) -> list[Submission]:
    """Unknown submissions that the vendor's idempotency key lets us send once more.

    They have their places in flight already; a key that rests, or has sent all it may in
    this minute, sends them later.
    """
    now = timezone.now()
    due = Attempt.objects.filter(
        state=A.UNKNOWN,
        task__status=Task.Status.UNKNOWN,
        task__next_action_at__lte=now,
        task__deadline_at__gt=now,
    )
    if not due.exists():
        return []
    slots = places.free_slots(now)
    able = due.filter(key__in=slots.able_again).order_by("task__next_action_at", "pk")
    rows = able.select_related("task__run", "offer__vendor", "key")[:room]
    return [
        Submission(item.task_id, item.pk, item.key, again=True)
        for item in rows
        if catalog.spec_of(item.offer).idempotent
        and slots.take_again(item.key_id)
        and _take_again(owner, item.task)
    ]


@transaction.atomic
def _take_again(owner: str, task: Task) -> bool:
    until = timezone.now() + lease_time()
    mine = Task.objects.filter(pk=task.pk, status=Task.Status.UNKNOWN, fence=task.fence)
    taken = mine.update(
        status=Task.Status.SUBMITTING,
        fence=F("fence") + 1,
        lease_owner=owner,
        lease_until=until,
        next_action_at=until,
    )
    if taken:
        live.announce("task", [task.pk], task.run.audience)
    return bool(taken)
