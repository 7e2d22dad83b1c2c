"""How a task ends. Each ending is one transaction: the move, the money, the notice."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from studio import live, quote
from studio.credits import ledger
from studio.lifecycle.failures import Failure
from studio.lifecycle.moves import move
from studio.models import Attempt, Notification, RescueItem, Task


@transaction.atomic
def succeed(task: Task, made: int) -> bool:
    """All that will come is archived: charge the delivered share, return the rest."""
    if not move(task, Task.Status.SUCCEEDED, progress=100):
        return False
    ledger.settle(task.pk, quote.delivered(task.credits, task.outputs, made))
    _tell(task, "done")
    return True


@transaction.atomic
def fail(task: Task, failure: Failure) -> bool:
    """Nothing came: all credits go back."""
    fields = {"failure_code": failure.code, "failure_detail": failure.detail}
    if not move(task, Task.Status.FAILED, **fields):
        return False
    ledger.release(task.pk)
    _tell(task, "failed")
    return True


@transaction.atomic
def cancel(task: Task) -> bool:
    if not move(task, Task.Status.CANCELLED):
        return False
    ledger.release(task.pk)
    _tell(task, "cancelled")
    return True


@transaction.atomic
def expire(task: Task) -> bool:
    """Our waiting ends, not the truth: a late result is looked for and will be free."""
    if not fail(task, Failure("timeout")):
        return False
    now = timezone.now()
    Attempt.objects.filter(task=task, state=Attempt.State.ACCEPTED).update(
        watch_until=now + timedelta(seconds=settings.LATE_WATCH),
        next_watch_at=now + timedelta(seconds=min(60, settings.LATE_WATCH)),
    )
    return True


@transaction.atomic
def give_up_unknown(task: Task) -> bool:
    """Sent, and never answered: released, and listed for an admin. Never sent again."""
    if not fail(task, Failure("timeout")):
        return False
    attempt = Attempt.objects.filter(task=task, state=Attempt.State.UNKNOWN).first()
    list_for_rescue(
        RescueItem.Kind.UNKNOWN, task, attempt, "the vendor may have made and billed it"
    )
    return True


def list_for_rescue(kind: str, task: Task | None, attempt: Attempt | None, note: str = "") -> None:
    """Once. Without an attempt the database cannot tell a twin, so it is looked for."""
    same = {"kind": kind, "attempt": attempt, "note": note[:300]}
    if not RescueItem.objects.filter(**same).exists():
        RescueItem.objects.get_or_create(**same, defaults={"task": task})


def _tell(task: Task, kind: str) -> None:
    Notification.objects.get_or_create(task=task, kind=kind, defaults={"user_id": task.author_id})
    live.announce("balance", [task.author_id], f"only:{task.author_id}")
