"""Runs with their tiles, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from studio import catalog, marks, timings
from studio.credits import statements
from studio.credits.statements import Charge
from studio.lifecycle import line
from studio.models import Asset, Result, Run, Task, TaskReference, User
from studio.views.runs import outcome, provenance
from studio.views.runs.ledger_note import total
from studio.views.runs.shapes import BY_KIND
from studio.views.runs.tiles import Sight, Tile, tiles_of
from studio.views.settings_list import line_of_run


@dataclass(frozen=True, slots=True)
class Group:
    """A run as it is shown. `replaced` speak for tasks that were made again in full."""

    run: Run
    tiles: Sequence[Tile]
    charge: Charge
    credits: int  # that the same would cost again, if no price changed
    viewer: User
    replaced: Sequence[Tile] = ()

    @property
    def settings(self) -> list[str]:
        offers = [tile.task.offer for tile in self.tiles[:1]]
        known = [catalog.spec_of(offer) for offer in offers if catalog.is_known(offer)]
        return line_of_run(self.run, known[0] if known else None)

    @property
    def ratio(self) -> int:
        return self.tiles[0].ratio if self.tiles else BY_KIND.get(self.run.model.kind, 100)

    @property
    def is_open(self) -> bool:
        return any(tile.is_waiting for tile in self.tiles)

    @property
    def is_demo(self) -> bool:
        return any(tile.is_demo for tile in self.tiles)

    @property
    def is_mine(self) -> bool:
        return self.viewer.is_admin or self.run.author_id == self.viewer.pk

    @property
    def pk(self) -> str:
        return str(self.run.pk)

    @property
    def has_references(self) -> bool:
        return any(tile.task.references.all() for tile in self.tiles)

    @property
    def has_seed(self) -> bool:
        return "seed" in self.run.params

    @property
    def unfinished(self) -> int:
        """Tasks that can still be stopped."""
        return sum(tile.is_cancellable for tile in self.tiles)

    @property
    def kept(self) -> int:
        """Results that are not in the trash."""
        return sum(1 for tile in self.tiles if tile.asset and not tile.asset.trashed_at)

    @property
    def cost(self) -> str:
        """Beside the note, which says what came back."""
        return outcome.cost(self.charge, with_returned=not self.note)

    @property
    def key(self) -> str:
        """What tells a second press of Run again from a new wish."""
        return uuid4().hex

    @property
    def note(self) -> str:
        return outcome.note(self.tiles, self.charge)

    @property
    def outcome(self) -> str:
        return outcome.sentence(self.tiles, self.run.model.kind, self.charge)


def tasks_for(viewer: User) -> QuerySet[Task]:
    """Tasks with all that their tiles need."""
    assets = (
        Asset.objects.for_user(viewer)
        .annotate(is_favourite=marks.marked(viewer))
        .select_related("prompt")
        .defer("search_text")
        .order_by("position")
    )
    given = TaskReference.objects.select_related("asset").order_by("position")
    return (
        Task.objects.select_related("offer__vendor", "retried_as", "retry_of")
        .prefetch_related(
            Prefetch("assets", assets),
            Prefetch("attempts", provenance.attempts("vendor_task_id")),
            Prefetch("references", given),
        )
        .order_by("position", "created_at")
    )


def groups(runs: QuerySet[Run], viewer: User, *, all_tasks: bool = True) -> list[Group]:
    """The runs in their order, each with the tiles of its newest tries.

    Without `all_tasks` what its author dismissed is left out.
    """
    loaded = list(
        runs.select_related("author", "prompt", "model", "project").prefetch_related(
            Prefetch("tasks", tasks_for(viewer))
        )
    )
    sight = sight_of([task for run in loaded for task in run.tasks.all()], viewer)
    return [_group(run, sight, all_tasks) for run in loaded]


def _group(run: Run, sight: Sight, all_tasks: bool) -> Group:
    tasks = list(run.tasks.all())
    newest = [task for task in tasks if not _is_replaced(task)]
    shown = [task for task in newest if all_tasks or not task.dismissed_at]
    return Group(
        run,
        [tile for task in shown for tile in _own_tiles(task, run.model.kind, sight)],
        total(sight.charges, [task.pk for task in tasks]),
        sum(task.credits for task in newest if not (task.retry_of and task.retry_of in newest)),
        sight.viewer,
        [tiles_of(task, run.model.kind, sight)[0] for task in tasks if _is_replaced(task)],
    )


def _own_tiles(task: Task, kind: str, sight: Sight) -> list[Tile]:
    """What it lacks and a newer task makes is that task's to show."""
    tiles = tiles_of(task, kind, sight)
    return [tile for tile in tiles if tile.asset] if hasattr(task, "retried_as") else tiles


def _is_replaced(task: Task) -> bool:
    """Made again in full. What succeeded in part still shows what it made."""
    return hasattr(task, "retried_as") and task.status != Task.Status.SUCCEEDED


def sight_of(tasks: Collection[Task], viewer: User) -> Sight:
    """Ledger, times, places and rescues of all these tasks: a handful of queries."""
    now = timezone.now()
    waits = any(task.status == Task.Status.QUEUED for task in tasks)
    saving, lost = _rescues(task.pk for task in tasks if task.failure_code == "save_failed")
    return Sight(
        viewer=viewer,
        charges=statements.summary(task.pk for task in tasks),
        spans=timings.of_tasks(task for task in tasks if not task.is_final),
        places=line.places(now) if waits else {},
        saving=saving,
        lost=lost,
        now=now,
    )


def _rescues(tasks: Iterable[UUID]) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Of tasks whose files could not be kept: those being fetched again, and those that may be."""
    keys = list(tasks)
    if not keys:
        return frozenset(), frozenset()
    rows = Result.objects.filter(attempt__task__in=keys).exclude(source="")
    states = list(rows.values_list("attempt__task", "state"))
    saving = frozenset(pk for pk, state in states if state == Result.State.WAITING)
    lost = frozenset(pk for pk, state in states if state == Result.State.LOST)
    return saving, lost - saving
