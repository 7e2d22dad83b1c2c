"""The price of a batch on the button: the sum of the plans that charge it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.credits.statements import Balance
from studio.lifecycle import batches
from studio.lifecycle.batches import Grid, GridPlan
from studio.models import User, Visibility
from studio.views.composer.batching import per_column, refused_grid, wanted_of
from studio.views.composer.columns import Column
from studio.views.composer.composing import Composer
from studio.views.composer.quotes import STAND_IN, Quotation
from studio.views.words import credits, whole


@dataclass(frozen=True, slots=True)
class BatchQuotation(Quotation):
    """As of one run, for a grid."""

    columns: int = 1
    tasks: int = 0
    per_column: Sequence[int] = field(default_factory=list)
    remarks: Mapping[str, str] = field(default_factory=dict)  # of each column, by its value

    @property
    def button(self) -> str:
        if self.columns < 2 or self.is_short or self.credits is None:
            return Quotation.button.fget(self)  # type: ignore[attr-defined, no-any-return]
        words = {"price": credits(self.credits), "n": self.columns}
        text = ngettext(
            "Generate with %(n)s model · %(price)s",
            "Generate with %(n)s models · %(price)s",
            self.columns,
        )
        return text % words

    def as_dict(self) -> dict[str, Any]:
        told = Quotation.as_dict(self)
        more = {"tasks": self.tasks, "columns": list(self.per_column)}
        return told | more | {"remarks": dict(self.remarks)}


def quote_batch(
    request: HttpRequest, composer: Composer, author: User, balance: Balance
) -> BatchQuotation:
    """The price of a form that makes a batch. Writes nothing."""
    form, wanted, plan = composer.form, None, None
    if form.is_valid():
        wanted = wanted_of(request, composer, author)
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
    lines: list[Mapping[str, str]] = [
        {"label": name, "amount": whole(amount)} for name, amount in sums
    ]
    return BatchQuotation(
        grid.results,
        plan.credits,
        lines,
        {},
        balance.available,
        grid.visibility,
        columns=grid.columns,
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
