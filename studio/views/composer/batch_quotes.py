"""The price of a batch on the button: the sum of the plans that charge it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.credits.statements import Balance
from studio.lifecycle import batches
from studio.lifecycle.batches import Grid, GridPlan
from studio.models import User, Visibility
from studio.views.composer.batch_sums import breakdown, per_column
from studio.views.composer.batching import refused_grid, wanted_of
from studio.views.composer.columns import Column
from studio.views.composer.composing import Composer
from studio.views.composer.quotes import STAND_IN, Quotation
from studio.views.composer.refusals import said_on
from studio.views.words import credits


@dataclass(frozen=True, slots=True)
class BatchQuotation(Quotation):
    """As of one run, for a grid."""

    columns: int = 1
    models: int = 1
    tasks: int = 0
    per_column: Sequence[int] = field(default_factory=list)
    remarks: Mapping[str, str] = field(default_factory=dict)  # of each column, by its value

    @property
    def button(self) -> str:
        if self.columns < 2 or self.is_short or self.credits is None:
            return Quotation.button.fget(self)  # type: ignore[attr-defined, no-any-return]
        return self._several % {"price": credits(self.credits), "n": self.columns}

    @property
    def _several(self) -> str:
        if self.models == 1:
            return ngettext(
                "Generate with %(n)s vendor · %(price)s",
                "Generate with %(n)s vendors · %(price)s",
                self.columns,
            )
        return ngettext(
            "Generate with %(n)s model · %(price)s",
            "Generate with %(n)s models · %(price)s",
            self.columns,
        )

    @property
    def compared(self) -> str:
        """For the narrow dock of a phone, whose button has no room for it."""
        words = {"n": self.columns}
        if self.columns < 2:
            return ""
        if self.models == 1:
            return ngettext("%(n)s vendor", "%(n)s vendors", self.columns) % words
        return ngettext("%(n)s model", "%(n)s models", self.columns) % words

    def as_dict(self) -> dict[str, Any]:
        told = Quotation.as_dict(self) | {"compared": self.compared}
        more = {"tasks": self.tasks, "columns": list(self.per_column)}
        return told | more | {"remarks": dict(self.remarks)}


def quote_batch(
    fields: QueryDict, composer: Composer, author: User, balance: Balance
) -> BatchQuotation:
    """The price of a form that makes a batch. Writes nothing."""
    form, wanted, plan = composer.form, None, None
    if form.is_valid():
        with said_on(composer):
            wanted = wanted_of(fields, composer, author)
    if wanted:
        wanted = replace(wanted, grid=_priceable(wanted.grid))
        with refused_grid(form, wanted.grid):
            plan = batches.plan_grid(wanted.grid)
    if wanted and plan:
        return _priced(wanted.grid, wanted.columns, plan, balance)
    problems = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    return BatchQuotation(1, None, [], problems, balance.available, Visibility.TEAM)


def _priced(
    grid: Grid, columns: Sequence[Column], plan: GridPlan, balance: Balance
) -> BatchQuotation:
    sums = per_column(grid, plan)
    return BatchQuotation(
        grid.results,
        plan.credits,
        breakdown(grid, plan),
        {},
        balance.available,
        grid.visibility,
        columns=grid.columns,
        models=len({cell.order.model.pk for cell in grid.cells}),
        tasks=plan.tasks,
        per_column=[amount for _name, amount in sums],
        remarks={
            column.value: remark(column, amount)
            for column, (_name, amount) in zip(columns, sums, strict=True)
        },
    )


def remark(column: Column, amount: int) -> str:
    """ "12 credits · not used: Seed" """
    left_out = _("not used: %(names)s") % {"names": ", ".join(column.left_out)}
    found = [credits(amount), left_out if column.left_out else "", *column.remarks]
    return " · ".join(filter(None, found))


def _priceable(grid: Grid) -> Grid:
    """A prompt that is not written yet costs what any other would."""
    if grid.prompt.strip():
        return grid
    cells = [replace(cell, order=replace(cell.order, prompt=STAND_IN)) for cell in grid.cells]
    return replace(grid, cells=cells)
