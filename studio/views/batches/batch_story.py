"""Batches in the feed: each as one group, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from studio.models import Batch, Run, User
from studio.views.batches.batch_counts import COUNTS, newest
from studio.views.runs import feed
from studio.views.runs.feed import Group
from studio.views.runs.tiles import Tile

FIRST = Q(batch=None) | Q(row=0, column=0)  # the runs that stand in a feed
TILES = 12  # of a batch that a feed shows


@dataclass(frozen=True, slots=True)
class Story:
    """A batch in a few lines: how far it is, and its first results."""

    batch: Batch
    groups: Sequence[Group]
    columns: int
    models: int
    made: int
    failed: int
    total: int

    @property
    def tiles(self) -> list[Tile]:
        """The first results of each run in turn, so that every column is seen."""
        longest = max((len(group.tiles) for group in self.groups), default=0)
        spread = [
            group.tiles[place]
            for place in range(longest)
            for group in self.groups
            if place < len(group.tiles)
        ]
        return spread[:TILES]

    @property
    def ratio(self) -> int:
        return self.groups[0].ratio if self.groups else 100

    @property
    def is_hidden(self) -> bool:
        """A feed never tells what a blind vote hides; the batch's page does after the vote."""
        return self.batch.is_blind

    @property
    def kind(self) -> str:
        return kind_name(self.batch)

    @property
    def more(self) -> int:
        return max(self.total - len(self.tiles), 0)


def story_of(batch: Batch, viewer: User) -> Story:
    return stories([batch], viewer)[batch.pk]


def stories_of(groups: Sequence[Group], viewer: User) -> dict[UUID, Story]:
    """Those of the batches that these runs are the first of."""
    keys = [group.run.batch_id for group in groups if group.run.batch_id]
    if not keys:
        return {}
    rows = Batch.objects.for_user(viewer).filter(pk__in=keys)
    return stories(list(rows.select_related("author")), viewer)


def stories(batches: Collection[Batch], viewer: User) -> dict[UUID, Story]:
    """By batch: a handful of queries for all of them."""
    keys = [batch.pk for batch in batches]
    first = Run.objects.for_user(viewer).filter(batch__in=keys, row__lt=TILES)
    shown = first.filter(Q(row=0) | Q(column=0)).order_by("row", "column")
    groups: defaultdict[UUID | None, list[Group]] = defaultdict(list)
    for group in feed.groups(shown, viewer):
        groups[group.run.batch_id].append(group)
    counts = _counts(keys)
    return {
        batch.pk: _story(batch, groups[batch.pk], counts.get(batch.pk, {})) for batch in batches
    }


def _story(batch: Batch, groups: list[Group], counts: Mapping[str, Any]) -> Story:
    names = ("columns", "models", "made", "failed", "total")
    if batch.is_blind:
        groups.sort(key=lambda group: (group.run.row, blind_place(batch, group.run.column)))
    return Story(batch, groups[:TILES], **{name: counts.get(name, 0) for name in names})


def _counts(keys: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    rows = (
        newest(keys)
        .values("run__batch")
        .annotate(
            **COUNTS,
            columns=Count("run__column", distinct=True),
            models=Count("run__model", distinct=True),
        )
    )
    return {row["run__batch"]: dict(row) for row in rows}


def blind_place(batch: Batch, column: int) -> str:
    """What the columns of a blind vote are sorted by: chance, the same at every look."""
    return sha256(f"{batch.pk} {column}".encode()).hexdigest()


def kind_name(batch: Batch) -> str:
    """What it is, in the reader's language."""
    names = {
        Batch.Kind.COMPARISON: _("Comparison"),
        Batch.Kind.VARIATIONS: _("Variations"),
        Batch.Kind.TABLE: _("Batch"),
    }
    return names[Batch.Kind(batch.kind)]
