"""The only module that knows which job queue we use."""

from __future__ import annotations

from typing import Any

from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

MEDIA = "media"  # the second queue: derivatives and exports never hold up a generation


def enqueue(job: str, *args: Any, cluster: str | None = None, timeout: int | None = None) -> None:
    """Have a worker run `job`, once the current transaction has committed.

    The queue is a table in our own database, so the job is part of the caller's
    transaction: both happen or neither does. `timeout` in seconds, -1 for none.
    """
    options: dict[str, Any] = {}
    if cluster:
        options["cluster"] = cluster
    if timeout is not None:
        options["timeout"] = timeout
    async_task(job, *args, q_options=options)


def ring_sweep() -> None:
    """Tell a worker that there is something to send or to ask."""
    enqueue("studio.tasks.sweep", timeout=-1)


def every_minute(job: str, name: str) -> None:
    Schedule.objects.update_or_create(
        name=name, defaults={"func": job, "schedule_type": Schedule.MINUTES, "minutes": 1}
    )


def every_day(job: str, name: str) -> None:
    Schedule.objects.update_or_create(
        name=name, defaults={"func": job, "schedule_type": Schedule.DAILY}
    )


def waiting() -> int:
    """Jobs in the queue."""
    return int(OrmQ.objects.count())
