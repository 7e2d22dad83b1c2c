"""What is being made, by whom, and who is next: rows of the queue page, as far as one may know."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from studio.models import Asset, Run, Task, User, VendorKey
from studio.models.base import Filtered
from studio.models.project import audiences
from studio.views.runs import feed
from studio.views.runs.tiles import Tile, tiles_of

S = Task.Status
OPEN = (S.QUEUED, S.SUBMITTING, S.UNKNOWN, S.RUNNING, S.ARCHIVING)
MOST = 100  # rows of a group
RECENT = timedelta(hours=1)
LONGEST = timedelta(hours=26)  # that a task may take from its creation: a day in line, and its work


@dataclass(frozen=True, slots=True)
class Row:
    """A task. `is_private`: it takes up a place, and nothing else of it may be known."""

    task: Task
    tile: Tile
    is_private: bool

    @property
    def run(self) -> Run:
        return self.task.run

    @property
    def picture(self) -> Asset | None:
        kept = (item for item in self.task.assets.all() if not item.trashed_at)
        return None if self.is_private else next(kept, None)


@dataclass(frozen=True, slots=True)
class Standing:
    """The line above the table. `places`: how many the keys take at once, 0 where not asked."""

    running: int
    waiting: int
    places: int = 0
    next_in: int | None = None  # seconds until one comes free, where all are taken


def unfinished(viewer: User, scope: str) -> QuerySet[Task]:
    """By the index of what is due; who looks at all of them sees others' as taken places."""
    # `next_action_at` is NULL on final tasks alone.
    rows = Task.objects.filter(status__in=OPEN, next_action_at__isnull=False)
    return rows if scope == "all" else rows.alias(by=Filtered("author")).filter(by=viewer.pk)


def active(viewer: User, scope: str) -> list[Row]:
    keys = unfinished(viewer, scope).order_by("created_at", "position", "pk")
    return _rows(list(keys.values_list("pk", flat=True)[:MOST]), viewer)


def recent(viewer: User, scope: str, most: int = MOST) -> list[Row]:
    """Finished within the hour, newest first."""
    now = timezone.now()
    rows = Task.objects.filter(created_at__gt=now - LONGEST, finished_at__gt=now - RECENT)
    mine = rows if scope == "all" else rows.filter(author=viewer)
    keys = mine.newest().order_by("-finished_at", "-pk")
    found = _rows(list(keys.values_list("pk", flat=True)[:most]), viewer)
    return sorted(found, key=_finished, reverse=True)


def _finished(row: Row) -> tuple[float, str]:
    at = row.task.finished_at or row.task.created_at
    return at.timestamp(), str(row.task.pk)


def _rows(keys: Collection[UUID], viewer: User) -> list[Row]:
    if not keys:
        return []
    links = ("run__prompt", "run__model", "author")
    found = feed.tasks_for(viewer).filter(pk__in=keys).select_related(*links, "offer__vendor")
    tasks = list(found.order_by("created_at", "position", "pk"))
    sight, seen = feed.sight_of(tasks, viewer), audiences(viewer)
    return [
        Row(
            task,
            tiles_of(task, task.run.model.kind, sight)[0],
            seen is not None and task.run.audience not in seen,
        )
        for task in tasks
    ]


def counts(tasks: QuerySet[Task]) -> tuple[int, int]:
    """(with a vendor or being saved, in line)"""
    waiting = Count("pk", filter=Q(status=S.QUEUED))
    found = tasks.aggregate(all=Count("pk"), waiting=waiting)
    return found["all"] - found["waiting"], found["waiting"]


def standing(rows: Sequence[Row], viewer: User, scope: str) -> Standing:
    """Needs the active rows, of which it tells when a place comes free."""
    running, waiting = counts(unfinished(viewer, scope))
    if scope != "all" and not waiting:
        return Standing(running, waiting)
    places = _places()
    if scope == "all":
        full = bool(waiting) and running >= places
        return Standing(running, waiting, places, _next_in(rows) if full else None)
    taken, _line = counts(unfinished(viewer, "all"))
    everybodys = active(viewer, "all") if taken >= places else []
    return Standing(running, waiting, next_in=_next_in(everybodys))


def _places() -> int:
    """How many requests all open keys take at once."""
    keys = VendorKey.objects.open(timezone.now()).filter(vendor__enabled=True)
    return keys.aggregate(all=Sum("max_in_flight"))["all"] or 0


def _next_in(rows: Sequence[Row]) -> int | None:
    left = [
        row.tile.typical - row.tile.elapsed.total_seconds()
        for row in rows
        if row.tile.typical and row.task.status == S.RUNNING
    ]
    soon = [seconds for seconds in left if seconds > 0]
    return max(1, round(min(soon))) if soon else None
