"""How many running tasks one sweep looks after, and what a look costs."""

from __future__ import annotations

import json
from statistics import mean
from typing import Any

from tests.bench import place, vendor
from tests.bench.cost import Cost
from tests.bench.table import Table

RATIO, RATE = 2.0, 900.0


def run(options: Any) -> bool:
    with place.own("polls"), vendor.running() as url:
        _seed(url, options.tasks)
        seen: dict[str, list[Cost]] = {"httpx": [], "egress": []}
        _bare(seen, url, options.tasks)
        swept = _child("tests.bench.sweeping", url, options.seconds)
        _bare(seen, url, options.tasks)
    return _show(options.tasks, swept, seen)


def _seed(url: str, count: int) -> None:
    from tests.bench import rows

    author, made_by = rows.cast(url)
    rows.running(author, made_by, [f"{number}-0" for number in range(count)])


def _bare(seen: dict[str, list[Cost]], url: str, count: int) -> None:
    """Before the sweep and after it: a neighbour on this machine may come or go in between."""
    from django.conf import settings

    for way, costs in seen.items():
        costs.append(_child("tests.bench.bare", way, url, count * 2, settings.POLL_LANES))


def _child(module: str, *argv: object) -> Cost:
    return Cost(**json.loads(place.output("-m", module, *map(str, argv))))


def _show(count: int, swept: Cost, seen: dict[str, list[Cost]]) -> bool:
    from tests.bench.rows import INTERVAL

    table = Table(
        f"polls: {count:,} tasks in flight, one sweep, each to be asked every {INTERVAL:g} s",
        ("", "polls/s", "interval s", "CPU s/1000", "cores used", "starved s/s"),
    )
    named = [(f"bare {way} loop", cost) for way, costs in seen.items() for cost in costs]
    for name, cost in [*named, ("the sweep", swept)]:
        used = (cost.cpu / cost.seconds, cost.starved / cost.seconds)
        interval = count / cost.rate if cost is swept else ""
        table.add(name, cost.rate, interval, cost.each, *used)
    _judge(table, count, swept, {way: _ratio(swept, costs) for way, costs in seen.items()})
    return table.show()


def _ratio(swept: Cost, bare: list[Cost]) -> float:
    return swept.each / mean(cost.each for cost in bare)


def _judge(table: Table, count: int, swept: Cost, ratios: dict[str, float]) -> None:
    words = f"CPU per poll {ratios['httpx']:.2f} × the bare httpx loop (at most {RATIO:g})"
    table.budget(
        f"{words}, {ratios['egress']:.2f} × the bare egress loop", ratios["httpx"] <= RATIO
    )
    wanted = min(RATE, 0.3 * count)
    words = f"{swept.rate:.0f} polls/s (at least {wanted:.0f}, where it has a core to itself)"
    table.aim(words, swept.rate >= wanted)
