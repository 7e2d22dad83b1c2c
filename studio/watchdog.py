"""Does a worker cluster still work off its queue? A process that lives may hang all the same."""

from __future__ import annotations

import os
import time
from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections
from django.db.utils import DatabaseError
from django.utils import timezone

from studio import queue
from studio.models import Heartbeat

ECHO_EVERY = 15.0
SILENT = timedelta(seconds=180)


def beat(name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def cluster_name() -> str:
    """The heartbeat of the cluster that this process belongs to."""
    return f"{os.environ.get('Q_CLUSTER_NAME', 'jobs')}:{settings.CLUSTER}"


class Watch:
    """Rings an echo job now and then; False once none has been answered for too long."""

    def __init__(self, queue_name: str | None, signs: list[str]) -> None:
        self.queue_name, self.signs = queue_name, [f"{sign}:{settings.CLUSTER}" for sign in signs]
        self.since = timezone.now()
        self.next_echo = 0.0

    def __call__(self) -> bool:
        close_old_connections()
        try:
            return self._look()
        except DatabaseError:
            return True  # nobody can answer while the database is away

    def _look(self) -> bool:
        if time.monotonic() >= self.next_echo:
            self.next_echo = time.monotonic() + ECHO_EVERY
            queue.enqueue("studio.tasks.echo", cluster=self.queue_name)
        last = (
            Heartbeat.objects.filter(name__in=self.signs, at__gt=self.since).order_by("-at").first()
        )
        alive = timezone.now() - (last.at if last else self.since) < SILENT
        if not alive:
            self.since = timezone.now()  # the next life has its own time
        return alive


def oldest_sign() -> timedelta | None:
    """The age of the freshest sign of any worker; None when there never was one."""
    last = Heartbeat.objects.order_by("-at").first()
    return timezone.now() - last.at if last else None
