"""Trying once more what is proven to have made nothing: elsewhere, later, or not at all."""

from __future__ import annotations

import random
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from providers.errors import ProviderError
from studio.lifecycle import finish, health, reroute
from studio.lifecycle.failures import failure
from studio.lifecycle.moves import move
from studio.models import Attempt, Task, VendorKey

LONGEST = 600.0  # seconds that a vendor may ask us to wait


def after_refusal(task: Task, attempt: Attempt, error: ProviderError) -> None:
    if has_other_key(attempt, error) or reroute.elsewhere(task, attempt, error.kind):
        requeue(task, error.kind, at_once=True)
    elif error.retryable:
        requeue(task, error.kind, error.retry_after)
    else:
        finish.fail(task, failure(error.kind, error.detail))


def after_not_sent(task: Task, attempt: Attempt) -> None:
    """Nothing arrived: elsewhere once that has happened often, else later."""
    requeue(task, reroute.NOT_SENT, at_once=reroute.elsewhere(task, attempt, reroute.NOT_SENT))


def has_other_key(attempt: Attempt, error: ProviderError) -> bool:
    """Is it this key's own trouble, and does the vendor have one that this task did not try?"""
    if error.kind not in health.OF_KEY:
        return False
    tried = Attempt.objects.filter(task=attempt.task_id).values("key")
    others = VendorKey.objects.open(timezone.now()).filter(vendor=attempt.vendor_id)
    return others.exclude(pk__in=tried).exists()


def requeue(
    task: Task, kind: str, retry_after: float | None = None, *, at_once: bool = False
) -> None:
    """Back into the queue, unless it was tried often enough."""
    if task.attempts_made >= settings.MAX_ATTEMPTS:
        finish.fail(task, failure(kind))
        return
    asked = timedelta(seconds=min(retry_after or 0, LONGEST))
    wait = timedelta(0) if at_once else max(asked, back_off(task.attempts_made))
    move(
        task,
        Task.Status.QUEUED,
        next_action_at=timezone.now() + wait,
        deadline_at=None,
        vendor_state="" if at_once else kind,
    )


def back_off(times: int) -> timedelta:
    """Doubling from BACKOFF to a minute, with jitter."""
    seconds = min(settings.BACKOFF * 2 ** min(max(times - 1, 0), 10), 60)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311  no secret
