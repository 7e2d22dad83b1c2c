"""A batch as its page shows it: columns with what they cost and took, rows with their tiles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Avg, Count, F, Q, QuerySet, Sum

from studio.credits import statements
from studio.credits.statements import Charge
from studio.models import Asset, Batch, Run, Task, User, Vote
from studio.views.batches.batch_counts import COUNTS, newest
from studio.views.batches.batch_story import blind_place, kind_name
from studio.views.runs import feed, outcome
from studio.views.runs.feed import Group
from studio.views.runs.ledger_note import summed
from studio.views.settings_list import settings_of_run

ROWS = 50  # shown at once
S = Task.Status
LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class Head:
    """One column: who makes it, and how that went in the whole batch."""

    number: int  # its place on the page
    name: str
    column: int = 0  # of its runs
    vendor: str = ""
    settings: Sequence[tuple[str, str]] = ()  # where they are not those of every column
    credits: int = 0
    waiting: timedelta | None = None
    making: timedelta | None = None
    made: int = 0
    total: int = 0
    is_hidden: bool = False

    @property
    def key(self) -> int:
        return self.number + 1

    @property
    def label(self) -> str:
        if self.is_hidden:
            return LETTERS[self.number % len(LETTERS)]
        return f"{self.name} · {self.vendor}" if self.vendor else self.name


@dataclass(frozen=True, slots=True)
class Cell:
    """One run in its place, with what people think of it."""

    group: Group
    head: Head
    votes: int = 0
    is_pick: bool = False  # the author's own
    is_mine: bool = False

    @property
    def run(self) -> Run:
        return self.group.run

    @property
    def asset(self) -> Asset | None:
        """Its first result."""
        kept = (tile.asset for tile in self.group.tiles if tile.asset)
        return next((asset for asset in kept if not asset.trashed_at), None)


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    prompt: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the newest tries, in results."""

    made: int
    failed: int
    cancelled: int
    waiting: int  # tasks in our own queue
    total: int

    @property
    def ended(self) -> int:
        return self.made + self.failed + self.cancelled

    @property
    def is_over(self) -> bool:
        return self.ended == self.total


class Page:
    """What the page of one batch says to one viewer."""

    def __init__(self, batch: Batch, viewer: User, after: int = -1) -> None:
        self.batch, self.viewer, self.after = batch, viewer, after

    @property
    def kind(self) -> str:
        return kind_name(self.batch)

    @property
    def is_author(self) -> bool:
        return self.batch.author_id == self.viewer.pk

    @property
    def may_steer(self) -> bool:
        return self.is_author or self.viewer.is_admin

    @property
    def is_table(self) -> bool:
        return self.batch.kind == Batch.Kind.TABLE

    @cached_property
    def rows(self) -> int:
        last = self._runs().order_by("-row").values_list("row", flat=True).first()
        return 0 if last is None else last + 1

    @cached_property
    def votes(self) -> list[Vote]:
        return list(Vote.objects.filter(batch=self.batch))

    @cached_property
    def is_hidden(self) -> bool:
        """Votes are blind until their author ends that, or the viewer has voted in every row."""
        if not self.batch.is_blind:
            return False
        mine = {vote.row for vote in self.votes if vote.user_id == self.viewer.pk}
        return not mine.issuperset(self._rows_to_vote_in)

    @property
    def _rows_to_vote_in(self) -> QuerySet[Run, int]:
        """Those that made something, or may still."""
        open_ = Task.objects.unfinished().filter(run__batch=self.batch).values("run")
        kept = Asset.objects.filter(run__batch=self.batch, trashed_at=None).values("run")
        rows = self._runs().filter(Q(pk__in=open_) | Q(pk__in=kept))
        return rows.values_list("row", flat=True)

    @cached_property
    def progress(self) -> Progress:
        waiting = Count("pk", filter=Q(status=S.QUEUED))
        return Progress(**_newest(self.batch).aggregate(**COUNTS, waiting=waiting))

    @cached_property
    def heads(self) -> list[Head]:
        runs = list(self._runs().filter(row=0).select_related("model").order_by("column"))
        if self.is_table or not runs:
            return [Head(0, "")]
        if self.is_hidden:
            runs.sort(key=lambda run: blind_place(self.batch, run.column))
            return [Head(n, "", run.column, is_hidden=True) for n, run in enumerate(runs)]
        vendors, stats = _pinned(runs), _stats(self.batch)
        credits, settings = self._credits, _settings(runs)
        return [
            Head(
                run.column,
                run.model.name,
                run.column,
                vendors.get(run.pk, ""),
                settings.get(run.pk, ()),
                credits.get(run.column, 0),
                **stats.get(run.column, {}),
            )
            for run in runs
        ]

    @cached_property
    def charges(self) -> list[tuple[int, Charge]]:
        """Of each task: its column, and what the ledger says."""
        tasks = dict(Task.objects.filter(run__batch=self.batch).values_list("pk", "run__column"))
        return [(tasks[pk], charge) for pk, charge in statements.summary(tasks).items()]

    @property
    def cost(self) -> str:
        """What was charged, is set aside and came back."""
        return outcome.cost(summed([charge for _column, charge in self.charges]))

    @property
    def _credits(self) -> Counter[int]:
        """By column: charged, or still set aside."""
        found = Counter[int]()
        for column, charge in self.charges:
            found[column] += charge.kept
        return found

    @cached_property
    def again(self) -> int:
        """What all of it would cost again, if no price changed."""
        return int(_newest(self.batch).aggregate(all=Sum("credits"))["all"] or 0)

    @property
    def key(self) -> str:
        """What tells a second press of Run again from a new wish."""
        return uuid4().hex

    @property
    def can_reuse(self) -> bool:
        return self.viewer.may_generate and not self.is_table and not self.batch.is_blind

    @cached_property
    def lines(self) -> list[Line]:
        shown = self._runs().filter(row__gt=self.after, row__lte=self.after + ROWS)
        groups = feed.groups(shown.order_by("row", "column"), self.viewer)
        rows: defaultdict[int, list[Cell]] = defaultdict(list)
        for group in groups:
            rows[group.run.row].append(self._cell(group))
        for cells in rows.values():
            cells.sort(key=lambda cell: cell.head.number)
        return [Line(row, cells[0].run.prompt.text, cells) for row, cells in rows.items()]

    @property
    def next(self) -> int | None:
        last = self.after + ROWS
        return last if last < self.rows - 1 else None

    @property
    def pick(self) -> Cell | None:
        """The author's choice; with several rows, that of the first row that has one."""
        cells = [cell for line in self.lines for cell in line.cells]
        return next((cell for cell in cells if cell.is_pick), None)

    def _cell(self, group: Group) -> Cell:
        mine = [vote for vote in self.votes if vote.run_id == group.run.pk]
        heads: Mapping[int, Head] = {head.column: head for head in self.heads}
        return Cell(
            group,
            heads.get(group.run.column, self.heads[0]),
            len(mine),
            any(vote.user_id == self.batch.author_id for vote in mine),
            any(vote.user_id == self.viewer.pk for vote in mine),
        )

    def _runs(self) -> QuerySet[Run]:
        return Run.objects.for_user(self.viewer).filter(batch=self.batch)


def _newest(batch: Batch) -> QuerySet[Task]:
    return newest([batch.pk])


def _pinned(runs: Sequence[Run]) -> dict[UUID, str]:
    """The vendors' names where a vendor was asked for."""
    tasks = Task.objects.filter(run__in=runs, pinned=True).order_by()
    return dict(tasks.values_list("run", "offer__vendor__name"))


def _stats(batch: Batch) -> dict[int, dict[str, Any]]:
    made = Q(status=S.SUCCEEDED)
    rows = _newest(batch).values("run__column")
    found = rows.annotate(
        total=COUNTS["total"],
        made=COUNTS["made"],
        waiting=Avg(F("accepted_at") - F("created_at")),
        making=Avg(F("finished_at") - F("accepted_at"), filter=made),
    )
    names = ("total", "made", "waiting", "making")
    return {row["run__column"]: {name: dict(row)[name] for name in names} for row in found}


def _settings(runs: Sequence[Run]) -> dict[UUID, list[tuple[str, str]]]:
    """Of each column, the settings that another one does not have so."""
    told = {run.pk: settings_of_run(run)[1:-1] for run in runs}  # neither model nor count
    common = set.intersection(*(set(values) for values in told.values()))
    return {pk: [pair for pair in values if pair not in common] for pk, values in told.items()}
