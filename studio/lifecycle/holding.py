"""Batches that wait: a paused one keeps its queued tasks back, a stopped one gives them up.

What is at a vendor goes on. A batch's own row says whether it waits, and is asked under the
task's lock before any task is sent; that its tasks are not due meanwhile only saves looking.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from studio import live, queue
from studio.lifecycle import finish
from studio.models import Batch, Run, Task

PUT_OFF = timedelta(minutes=10)
AT_ONCE = 200
PAUSED = Q(run__batch__paused_at__isnull=False)
STOPPED = Q(run__batch__stopped_at__isnull=False, created_at__lte=F("run__batch__stopped_at"))


def pause(batch: Batch) -> bool:
    """Nothing more of it is sent; False when it waits or is stopped already."""
    now = timezone.now()
    with transaction.atomic():
        going = Batch.objects.filter(pk=batch.pk, paused_at=None, stopped_at=None)
        if not going.update(paused_at=now):
            return False
        _queued(batch).update(next_action_at=now + PUT_OFF)
        _tell(batch)
    return True


def resume(batch: Batch) -> bool:
    with transaction.atomic():
        if not Batch.objects.filter(pk=batch.pk, paused_at__isnull=False).update(paused_at=None):
            return False
        _queued(batch).update(next_action_at=timezone.now())
        _tell(batch)
        queue.ring_sweep()
    return True


def stop(batch: Batch) -> int:
    """Cancel all that waits and return its credits; how many tasks that were. For good."""
    with transaction.atomic():
        going = Batch.objects.filter(pk=batch.pk, stopped_at=None)
        if going.update(stopped_at=timezone.now(), paused_at=None):
            _tell(batch)
    return cancel_waiting(_queued(batch))


def cancel_waiting(tasks: QuerySet[Task]) -> int:
    """Those of `tasks` that wait for a place, each in a transaction of its own."""
    keys = tasks.filter(status=Task.Status.QUEUED).order_by().values_list("pk", flat=True)
    return sum(_cancel(pk) for pk in list(keys))


@transaction.atomic
def _cancel(pk: UUID) -> bool:
    waiting = Task.objects.filter(pk=pk, status=Task.Status.QUEUED)
    task = waiting.select_for_update(of=("self",)).select_related("run").first()
    return task is not None and finish.cancel(task)


def give_up_stopped() -> int:
    """What came back into the queue of a stopped batch, or was left when a stop broke off."""
    left = Task.objects.filter(STOPPED, status=Task.Status.QUEUED, next_action_at__isnull=False)
    keys = left.order_by().values_list("pk", flat=True)[:AT_ONCE]
    return sum(_cancel(pk) for pk in list(keys))


def is_held(task: Task) -> bool:
    """Needs `task.run.batch` loaded."""
    batch = task.run.batch
    if batch is None:
        return False
    is_stopped = batch.stopped_at is not None and task.created_at <= batch.stopped_at
    return is_stopped or batch.paused_at is not None


def put_off(tasks: Collection[Task], now: datetime) -> None:
    """They are looked at again only when they could be free; the caller has them locked."""
    if tasks:
        late = Task.objects.filter(pk__in=[task.pk for task in tasks])
        late.update(next_action_at=now + PUT_OFF)


def _queued(batch: Batch) -> QuerySet[Task]:
    # Not a join: whoever leases a task meanwhile must be seen when its row is locked.
    runs = Run.objects.filter(batch=batch)
    return Task.objects.filter(status=Task.Status.QUEUED, run__in=runs)


def _tell(batch: Batch) -> None:
    live.announce("batch", [batch.pk], batch.audience)
