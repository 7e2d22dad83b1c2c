"""Runs with their tiles, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from studio.credits import statements
from studio.credits.statements import Charge
from studio.models import Asset, Run, Task, User
from studio.views.tiles import Tile, asked_ratio, tiles_of, total

UNSHOWN = ("seed",)  # too long for a line; the run's page has it


@dataclass(frozen=True, slots=True)
class Group:
    """A run as it is shown. `earlier` counts failed tasks that were made again."""

    run: Run
    tiles: Sequence[Tile]
    charge: Charge
    ratio: int
    earlier: int = 0

    @property
    def settings(self) -> list[str]:
        return [
            _value(name, value) for name, value in self.run.params.items() if name not in UNSHOWN
        ]

    @property
    def is_open(self) -> bool:
        return any(tile.is_waiting for tile in self.tiles)

    @property
    def is_demo(self) -> bool:
        return any(tile.is_demo for tile in self.tiles)

    @property
    def pending(self) -> int:
        """Credits that are neither charged nor returned yet."""
        done = self.charge.charged + self.charge.returned + self.charge.lapsed
        return self.charge.reserved - done


def _value(name: str, value: Any) -> str:
    if name == "duration":
        return f"{value} s"
    if isinstance(value, bool):
        label = name.replace("_", " ").capitalize()
        return label if value else f"{label}: off"
    return str(value)


def tasks_for(viewer: User) -> QuerySet[Task]:
    """Tasks with all that their tiles need."""
    assets = (
        Asset.objects.for_user(viewer)
        .select_related("prompt")
        .defer("search_text")
        .order_by("position")
    )
    return (
        Task.objects.select_related("offer__vendor", "retried_as")
        .prefetch_related(Prefetch("assets", assets))
        .order_by("position", "created_at")
    )


def groups(runs: QuerySet[Run], viewer: User) -> list[Group]:
    """The runs in their order, each with the tiles of its newest tries."""
    loaded = list(
        runs.select_related("author", "prompt", "model", "project").prefetch_related(
            Prefetch("tasks", tasks_for(viewer))
        )
    )
    charges = statements.summary(task.pk for run in loaded for task in run.tasks.all())
    return [_group(run, charges, viewer) for run in loaded]


def _group(run: Run, charges: dict[Any, Charge], viewer: User) -> Group:
    tasks = list(run.tasks.all())
    shown = [task for task in tasks if not hasattr(task, "retried_as")]
    kind = run.model.kind
    return Group(
        run,
        [tile for task in shown for tile in tiles_of(task, charges.get(task.pk), viewer, kind)],
        total(charges, [task.pk for task in tasks]),
        asked_ratio(shown[0], kind) if shown else 100,
        len(tasks) - len(shown),
    )


def tiles_for(task: Task, viewer: User) -> list[Tile]:
    """The tiles of one task, which needs its run's model loaded."""
    charge = statements.summary([task.pk]).get(task.pk)
    return tiles_of(task, charge, viewer, task.run.model.kind)
