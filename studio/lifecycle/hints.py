"""A vendor calls back: a reason to look, and sometimes the id of a task whose answer was lost.

Whoever knows the address can post, so nothing of it is believed: the vendor is asked.
"""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from providers.errors import ProviderError
from providers.types import Operation
from studio import catalog, queue
from studio.lifecycle import answer
from studio.lifecycle.moves import move
from studio.models import Attempt, Task

A = Attempt.State


def called_back(attempt_id: UUID, body: bytes) -> bool:
    """Take the hint, whatever it is worth; False where there is no such attempt."""
    attempt = (
        Attempt.objects.select_related("offer__vendor", "vendor").filter(pk=attempt_id).first()
    )
    if attempt is None:
        return False
    hint = _hint(attempt, body)
    with transaction.atomic():
        _take(answer.lock(attempt), hint)
    return True


def _hint(attempt: Attempt, body: bytes) -> Operation | None:
    try:
        return catalog.adapter(attempt.vendor).read_callback(body)
    except (ProviderError, NotImplementedError):
        return None


def _take(attempt: Attempt, hint: Operation | None) -> None:
    Attempt.objects.filter(pk=attempt.pk, called_back_at=None).update(called_back_at=timezone.now())
    task = attempt.task
    if task.status in (Task.Status.SUBMITTING, Task.Status.UNKNOWN):
        if attempt.state in (A.SENT, A.UNKNOWN) and not attempt.operation and hint:
            _adopt(attempt, hint)
    elif attempt.state == A.ACCEPTED:
        _look_now(attempt)


def _adopt(attempt: Attempt, hint: Operation) -> None:
    """The submission arrived: from here on it is asked for like any other."""
    operation = catalog.adapter(attempt.vendor).adopt(hint, answer.request_for_reading(attempt))
    mine = Attempt.objects.filter(pk=attempt.pk)
    try:
        with transaction.atomic():
            # Not finished: its own answer may still come, and then counts for more.
            mine.update(
                state=A.ACCEPTED,
                operation=operation,
                vendor_task_id=_id_in(hint),
                finished_at=None,
            )
    except IntegrityError:
        return  # that id is another attempt's: a mistake or a forgery
    now = timezone.now()
    move(
        attempt.task,
        Task.Status.RUNNING,
        accepted_at=now,
        next_action_at=now,
        deadline_at=now + answer.patience(attempt),
        polls=0,
    )
    queue.ring_sweep()


def _id_in(hint: Operation) -> str | None:
    """The vendor's id, where the hint is nothing but an id."""
    texts = [value for value in hint.values() if isinstance(value, str)]
    return texts[0][:200] if len(texts) == 1 else None


def _look_now(attempt: Attempt) -> None:
    """Nothing but an extra look, and only where one was to come later."""
    now = timezone.now()
    due = Task.objects.filter(
        pk=attempt.task_id, status=Task.Status.RUNNING, next_action_at__gt=now
    )
    late = Attempt.objects.filter(pk=attempt.pk, watch_until__gt=now, next_watch_at__gt=now)
    if due.update(next_action_at=now) or late.update(next_watch_at=now):
        queue.ring_sweep()
