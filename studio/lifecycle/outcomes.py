"""The vendor's last word on a task, and what ends the asking without one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from providers.types import Failed, Succeeded
from studio import queue
from studio.lifecycle import answer, finish, health, late
from studio.lifecycle.failures import failure
from studio.lifecycle.poll import REFRESH, Poll, polls
from studio.lifecycle.results import deliver, refresh_sources
from studio.models import Attempt, RescueItem, Task, Vendor


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
    for poll in polls(Attempt.objects.filter(pk=attempt_id)):
        record(poll, outcome)


def _succeeded(attempt: Attempt, outcome: Succeeded) -> None:
    task = attempt.task
    if task.status == Task.Status.RUNNING:
        deliver(attempt, outcome.outputs)
        health.note_success(attempt.key_id, attempt.vendor_id, attempt.offer_id)
    elif task.status == Task.Status.ARCHIVING:
        _refresh(attempt, outcome)
    elif task.is_final:
        late.came(attempt, outcome)


def _refresh(attempt: Attempt, outcome: Succeeded) -> None:
    refresh_sources(attempt, outcome.outputs)
    if _to_the_job(attempt.task_id, timedelta(minutes=2)):
        queue.enqueue("studio.tasks.archive", str(attempt.task_id))


def no_address(poll: Poll, wait: float) -> None:
    """The vendor has no fresh address: the job tries the old one again, and ends it in time."""
    _to_the_job(poll.task_id, timedelta(seconds=wait))


def _to_the_job(task_id: UUID, wait: timedelta) -> bool:
    """False where it is not our turn: the job has it already."""
    mine = Task.objects.filter(pk=task_id, status=Task.Status.ARCHIVING, vendor_state=REFRESH)
    due = timezone.now() + wait
    return bool(mine.update(vendor_state="", next_action_at=due, lease_owner="", lease_until=None))


def _failed(attempt: Attempt, outcome: Failed) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(
        error_kind=outcome.kind,
        error_code=outcome.code[:80],
        error_detail=outcome.message[:400],
    )
    task = attempt.task
    if task.is_final:
        late.give_up(attempt)
    elif task.status == Task.Status.ARCHIVING:
        _to_the_job(task.pk, timedelta(minutes=1))
    elif task.status == Task.Status.RUNNING:
        _end(task, outcome)


def _end(task: Task, outcome: Failed) -> None:
    if outcome.cancelled:
        finish.cancel(task)
    else:
        finish.fail(task, failure(outcome.kind, outcome.message))


@transaction.atomic
def expire(poll: Poll) -> None:
    """The deadline passed and the last look said nothing final."""
    task = Task.objects.select_for_update(of=("self",)).select_related("run").get(pk=poll.task_id)
    if task.status == Task.Status.RUNNING:
        finish.expire(task)


@transaction.atomic
def asked_to_stop(poll: Poll, stopped: bool) -> None:
    """The vendor was asked once. Where it did not stop, the task runs on as if nothing was said."""
    task = Task.objects.select_for_update(of=("self",)).select_related("run").get(pk=poll.task_id)
    Task.objects.filter(pk=task.pk).update(cancel_requested_at=None)
    if stopped and task.status == Task.Status.RUNNING:
        finish.cancel(task)


def note_word(vendor: Vendor, word: str) -> None:
    """An unknown status word is counted as running, and shown to an admin once."""
    finish.list_for_rescue(RescueItem.Kind.WORD, None, None, f"{vendor.slug}: {word[:100]}")
