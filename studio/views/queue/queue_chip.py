"""The chip of the top bar: how many of mine are being made, how many wait."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from studio import preferences
from studio.models import Task, User
from studio.views.queue import queue_rows
from studio.views.words import whole

MOST = 200  # tasks that the chip knows by name

S = Task.Status


@dataclass(frozen=True, slots=True)
class Chip:
    running: int
    waiting: int
    tasks: Collection[UUID]
    notify: bool
    at: datetime

    @property
    def count(self) -> int:
        return self.running + self.waiting

    @property
    def names(self) -> str:
        return ",".join(map(str, self.tasks))

    @property
    def text(self) -> str:
        if not self.count:
            return ""
        running = _("%(n)s running") % {"n": whole(self.running)}
        if not self.waiting:
            return running
        waiting = _("%(n)s waiting") % {"n": whole(self.waiting)}
        return f"{running} · {waiting}" if self.running else waiting


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of tasks: results, and those that were asked for and not made."""

    ready: int
    failed: int


def of(user: User) -> Chip:
    """One query, by the index of what is due; one more for who has very many."""
    now = timezone.now()
    rows = queue_rows.unfinished(user, "mine")
    found = list(rows.values_list("pk", "status")[: MOST + 1])
    waiting = sum(status == S.QUEUED for _pk, status in found)
    running = len(found) - waiting
    if len(found) > MOST:
        running, waiting = queue_rows.counts(rows)
    named = [pk for pk, _status in found[:MOST]]
    return Chip(running, waiting, named, preferences.of(user).notify, now)


def ended(user: User, was: Collection[UUID], since: datetime | None, chip: Chip) -> Ended | None:
    """Of the tasks that an answer named, and of those created since; not what `chip` names."""
    asked = Q(pk__in=was) | Q(created_at__gt=since) if since else Q(pk__in=was)
    mine = Task.objects.filter(asked, author=user, status__in=(S.SUCCEEDED, S.FAILED))
    rows = mine.annotate(made=Count("assets")).values_list("pk", "outputs", "made")
    found = [row for row in rows if row[0] not in chip.tasks]
    if not found:
        return None
    failed = sum(max(0, outputs - made) for _pk, outputs, made in found)
    return Ended(sum(made for _pk, _outputs, made in found), failed)
