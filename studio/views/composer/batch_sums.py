"""What a batch costs, by column and line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from studio.lifecycle.batches import Grid, GridPlan
from studio.lifecycle.create import Order, Plan
from studio.views.composer import price_words


def per_column(grid: Grid, made: GridPlan) -> list[tuple[str, int]]:
    """Who makes it, and what all of the column costs."""
    names, sums = {}, Counter[int]()
    for cell, part in zip(grid.cells, made.plans, strict=True):
        names[cell.column] = _name(cell.order, part)
        sums[cell.column] += part.credits
    return [(names[number], sums[number]) for number in sorted(names)]


def breakdown(grid: Grid, made: GridPlan) -> list[Mapping[str, str]]:
    """The lines that add up to the price; where there are several columns, each says whose it is."""
    whose = grid.columns > 1
    return [
        line | {"label": f"{_name(order, part)} · {line['label']}" if whose else line["label"]}
        for order, part in _joined(grid, made)
        for line in price_words.breakdown(part, order.model.kind == "video", bool(order.vendor))
    ]


def _joined(grid: Grid, made: GridPlan) -> list[tuple[Order, Plan]]:
    """One plan for all rows of a column that the same offer makes: they differ in the prompt."""
    found: dict[Any, tuple[Order, Plan]] = {}
    for cell, part in zip(grid.cells, made.plans, strict=True):
        key = cell.column, part.candidate.offer.pk
        before = found[key][1].parts if key in found else ()
        found[key] = cell.order, replace(part, parts=(*before, *part.parts))
    return [found[key] for key in sorted(found, key=lambda key: key[0])]


def _name(order: Order, part: Plan) -> str:
    vendor = f" · {part.candidate.offer.vendor.name}" if order.vendor else ""
    return f"{order.model.name}{vendor}"
