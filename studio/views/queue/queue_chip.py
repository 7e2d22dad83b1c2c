"""The chip of the top bar: how many of mine are being made, how many wait."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    """What became of tasks that were counted before: results, and tasks without any."""

    ready: int
    failed: int

    @property
    def text(self) -> str:
        words = {"ready": self.ready, "failed": self.failed}
        if not self.failed:
            return ngettext("%(ready)s ready", "%(ready)s ready", self.ready) % words
        return _("%(ready)s ready, %(failed)s failed") % words


def of(user: User) -> Chip:
    """One query, by the index of what is due; one more for who has very many."""
    rows = queue_rows.unfinished(user, "mine")
    found = list(rows.values_list("pk", "status")[: MOST + 1])
    waiting = sum(status == S.QUEUED for _pk, status in found)
    running = len(found) - waiting
    if len(found) > MOST:
        running, waiting = queue_rows.counts(rows)
    named = [pk for pk, _status in found[:MOST]]
    return Chip(running, waiting, named, preferences.of(user).notify)


def ended(user: User, was: Collection[UUID]) -> Ended | None:
    mine = Task.objects.filter(author=user, pk__in=was) if was else Task.objects.none()
    rows = mine.filter(status__in=(S.SUCCEEDED, S.FAILED)).annotate(made=Count("assets"))
    found = list(rows.values_list("status", "made"))
    if not found:
        return None
    failed = sum(status == S.FAILED for status, _made in found)
    return Ended(sum(made for _status, made in found), failed)
