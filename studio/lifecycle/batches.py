"""Several runs by one press: a grid of rows and columns, admitted as a whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import IntegrityError, transaction

from providers.params import InvalidParams
from studio import live, queue
from studio.lifecycle.create import (
    IdempotencyConflict,
    Order,
    Placed,
    Plan,
    balance_of,
    check_person,
    check_price,
    check_vendor,
    plan,
    write,
)
from studio.models import Batch, Project, Prompt, Run, Tag, User, Visibility
from studio.models.project import audience_of

COLUMNS = 4  # as many as keys 1 to 4 pick from
COMPOSED = 40  # results of one press of the composer


class TooManyTasks(Exception):
    def __init__(self, count: int, limit: int) -> None:
        super().__init__(f"{count} tasks, the limit is {limit}")
        self.count, self.limit = count, limit


class TooManyColumns(Exception):
    """More than COLUMNS side by side."""


class TooManyRows(Exception):
    def __init__(self, count: int, limit: int) -> None:
        super().__init__(f"{count} rows, the limit is {limit}")
        self.count, self.limit = count, limit


class BadCells(Exception):
    """What is wrong, by row and column of the grid."""

    def __init__(self, problems: dict[tuple[int, int], InvalidParams]) -> None:
        super().__init__(f"{len(problems)} runs cannot be made")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of the grid and its place."""

    order: Order
    row: int = 0
    column: int = 0
    tags: Sequence[str] = ()  # of its prompt, and so of what comes of it


@dataclass(frozen=True, slots=True)
class Grid:
    """What one press asks for. The orders carry neither a key nor a quote of their own."""

    author: User
    kind: str
    cells: Sequence[Cell]
    prompt: str = ""
    project: Project | None = None
    visibility: str = Visibility.TEAM
    quoted: int | None = None
    idempotency_key: str = ""
    body_digest: str = ""

    @property
    def rows(self) -> int:
        return len({cell.row for cell in self.cells})

    @property
    def columns(self) -> int:
        return len({cell.column for cell in self.cells})

    @property
    def results(self) -> int:
        return sum(cell.order.count for cell in self.cells)


@dataclass(frozen=True, slots=True)
class GridPlan:
    """The plan of each cell, in their order: what the quote shows and the press charges."""

    plans: Sequence[Plan]

    @property
    def credits(self) -> int:
        return sum(plan.credits for plan in self.plans)

    @property
    def tasks(self) -> int:
        return sum(len(plan.parts) for plan in self.plans)


def plan_grid(grid: Grid) -> GridPlan:
    """Raises TooManyColumns, TooManyRows, TooManyTasks; BadCells, which names every bad one."""
    _check_size(grid)
    plans, problems = [], {}
    for cell in grid.cells:
        try:
            plans.append(_plan(cell.order))
        except InvalidParams as error:
            problems[cell.row, cell.column] = error
    if problems:
        raise BadCells(problems)
    return GridPlan(plans)


def admit(grid: Grid) -> Batch:
    """Reserve the credits of every cell and queue its tasks; the same key gives the same batch.

    Raises what `plan_grid` raises, InsufficientCredits, PriceRose, IdempotencyConflict.
    """
    try:
        return _create(grid)
    except Exception:
        # Asked last: a repeated press must not fail for what changed since.
        if found := earlier(grid):
            return found
        raise


def earlier(grid: Grid) -> Batch | None:
    """The batch that this key made. Raises IdempotencyConflict."""
    key = grid.idempotency_key
    found = Batch.objects.filter(author=grid.author, idempotency_key=key).first() if key else None
    if found and found.body_digest != grid.body_digest:
        raise IdempotencyConflict
    return found


def _check_size(grid: Grid) -> None:
    if grid.columns > COLUMNS:
        raise TooManyColumns
    if grid.kind == Batch.Kind.TABLE:
        if grid.rows > settings.BATCH_ROWS:
            raise TooManyRows(grid.rows, settings.BATCH_ROWS)
    elif grid.results > COMPOSED:
        raise TooManyTasks(grid.results, COMPOSED)


def _plan(order: Order) -> Plan:
    check_vendor(order.author, order.vendor)
    return plan(order)


def _create(grid: Grid) -> Batch:
    check_person(grid.author, grid.project)
    made = plan_grid(grid)
    check_price(grid.author, grid.quoted, made.credits)
    try:
        with transaction.atomic():
            return _admit(grid, made)
    except IntegrityError:  # a twin was faster with the batch, or only with a prompt
        with transaction.atomic():
            return _admit(grid, made)


def _admit(grid: Grid, made: GridPlan) -> Batch:
    batch = Batch.objects.create(
        author=grid.author,
        project=grid.project,
        kind=grid.kind,
        prompt=grid.prompt,
        visibility=grid.visibility,
        audience=audience_of(grid.author.pk, grid.visibility, grid.project),
        idempotency_key=grid.idempotency_key or None,
        body_digest=grid.body_digest,
    )
    _tag(_write(batch, grid, made), grid)
    live.announce_all([("batch", batch.pk, batch.audience), balance_of(grid.author)])
    queue.ring_sweep()
    return batch


def _write(batch: Batch, grid: Grid, made: GridPlan) -> list[Run]:
    return write(
        [
            Placed(_shared(cell.order, batch), plan, batch, cell.row, cell.column)
            for cell, plan in zip(grid.cells, made.plans, strict=True)
        ]
    )


def _tag(runs: Sequence[Run], grid: Grid) -> None:
    names = {name for cell in grid.cells for name in cell.tags}
    if not names:
        return
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(names)], ignore_conflicts=True)
    tags = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    pairs = {
        (run.prompt_id, tags[name].pk)
        for run, cell in zip(runs, grid.cells, strict=True)
        for name in cell.tags
    }
    link = Prompt.tags.through
    rows = [link(prompt_id=prompt, tag_id=tag) for prompt, tag in sorted(pairs)]
    link.objects.bulk_create(rows, ignore_conflicts=True)


def _shared(order: Order, batch: Batch) -> Order:
    """Who may see the batch may see all of its runs."""
    return replace(order, project=batch.project, visibility=batch.visibility)
