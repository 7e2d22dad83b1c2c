"""The History page over a million assets, against the bare SQL on the same rows.

Bare is what the driver alone takes: SQLite's leaves ids, times and JSON as text. "Values"
are the same columns as Python wants them, without a model around them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.bench import place
from tests.bench.table import Table, say

RATIO, DEEPER, QUERIES = 3.0, 1.3, 10
TIMES = 21
LONG = 200  # milliseconds: what takes longer is measured three times only


@dataclass(frozen=True)
class Seen:
    """Every time of each way, in milliseconds, and statements."""

    bare: list[float]
    values: list[float]
    page: list[float]
    view: list[float]
    statements: int  # of the page's query function
    all_statements: int  # of the whole request

    @property
    def ratio(self) -> float:
        return ratio(self.page, self.bare)


def ratio(one: list[float], other: list[float]) -> float:
    """Of the least times: those that a busy machine disturbed least."""
    return min(one) / min(other)


def run(options: Any) -> bool:
    with place.own("history"):
        place.collect_static()
        from tests.bench import looks

        _fill(options.assets)
        cases = looks.cases()
        held = [_section(who, cases, options.assets) for who in looks.viewers()]
    return all(held)


def _fill(wanted: int) -> None:
    from studio.models import Asset
    from studio.seeding import Plan, seed

    missing = wanted - Asset.objects.count()
    if missing > 0:
        say(f"history: seeding {missing:,} assets…")
        seed(Plan(missing), lambda line: None)


def _section(viewer: Any, cases: dict[str, dict[str, str]], count: int) -> bool:
    from django.db import connection

    clock = "wall" if connection.vendor == "postgresql" else "CPU"
    table = Table(
        f"history: {count:,} assets on {connection.vendor}, seen by {viewer.username},"
        f" p50 of {clock} ms",
        ("", "bare SQL", "values", "page()", "request", "ratio", "queries", "of request"),
    )
    seen = {name: _measure(viewer, query) for name, query in cases.items()}
    for name, it in seen.items():
        times = map(median, (it.bare, it.values, it.page, it.view))
        table.add(name, *times, it.ratio, it.statements, it.all_statements)
    _judge(table, seen, _deeper(viewer, cases))
    return table.show()


def _judge(table: Table, seen: dict[str, Seen], deeper: float) -> None:
    """On SQLite the ratio that decides is the one to the rows as values: its driver hands out
    text, and making ids and times of it is a part of any answer.
    """
    from django.db import connection

    worst = max(seen, key=lambda name: seen[name].ratio)
    words = f"page() {seen[worst].ratio:.2f} × the bare SQL at worst, {worst} (at most {RATIO:g})"
    strict = table.aim if connection.vendor == "sqlite" else table.budget
    strict(words, seen[worst].ratio <= RATIO)
    built = max(ratio(it.page, it.values) for it in seen.values())
    table.budget(
        f"page() {built:.2f} × the same rows as values (at most {RATIO:g})", built <= RATIO
    )
    table.budget(f"deep {deeper:.2f} × first (at most {DEEPER:g})", deeper <= DEEPER)
    most = max(it.all_statements for it in seen.values())
    table.budget(f"{most} queries a request (at most {QUERIES})", most <= QUERIES)


def _deeper(viewer: Any, cases: dict[str, dict[str, str]]) -> float:
    """The deep page against the first one, in turns."""
    from tests.bench import looks

    times: dict[str, list[float]] = {"deep": [], "first": []}
    for _ in range(TIMES * 2):
        for name, found in times.items():
            found.append(_timed(lambda query=cases[name]: looks.page(viewer, query)))
    return ratio(times["deep"], times["first"])


def _measure(viewer: Any, query: dict[str, str]) -> Seen:
    from tests.bench import looks

    statements = looks.statements(lambda: looks.page(viewer, query))
    client = looks.client(viewer)
    request = looks.statements(lambda: looks.get(client, query))
    ways: tuple[Callable[[], object], ...] = (
        lambda: looks.bare(statements),
        lambda: looks.values(viewer, query),
        lambda: looks.page(viewer, query),
        lambda: looks.get(client, query),
    )
    # In turns: what disturbs one way disturbs the others.
    times: list[list[float]] = [[] for _ in ways]
    for turn in range(TIMES):
        if turn >= 3 and times[0][0] > LONG:
            break
        for way, found in zip(ways, times, strict=True):
            found.append(_timed(way))
    return Seen(*times, len(statements), len(request))


def _timed(work: Callable[[], object]) -> float:
    """CPU time where the database works in our own thread: neighbours do not count then."""
    from django.db import connection

    clock = time.perf_counter if connection.vendor == "postgresql" else time.thread_time
    began = clock()
    work()
    return 1000 * (clock() - began)
