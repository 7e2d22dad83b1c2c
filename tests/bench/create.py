"""Pressing Generate, against the least that a signed-in request can cost.

Once in this process, one after the other; once through a real web process, by several people
at once, so that both requests wait in the same queues.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.bench import place, pressing, web
from tests.bench.table import Table

QUERIES, RATIO = 12, 5.0
TIMES = 60
PEOPLE, TURNS = 8, 40


def run(options: Any) -> bool:
    with place.own("create", STUDIO_RUNS_PER_MINUTE="10000") as folder:
        from tests.bench import looks, rows

        author, made_by = rows.cast("http://127.0.0.1:9")
        ways = _ways(looks.client(author), author, made_by)
        ways["create_run()"]()  # what a process reads once for everybody is read
        queries = {name: len(looks.statements(way)) for name, way in ways.items()}
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(TIMES):
            for name, way in ways.items():
                times[name].append(_timed(way))
        pressed = _pressed(folder, made_by)
    return all([_show(queries, times), _show_pressed(pressed)])


def _pressed(folder: Path, made_by: Any) -> dict[str, list[float]]:
    from studio.models import ApiToken
    from tests.conftest import person

    people = [person(f"bench-{number}", credits=1_000_000) for number in range(PEOPLE)]
    tokens = [ApiToken.objects.issue(user, "bench")[1] for user in people]
    with web.running(folder) as process:
        return pressing.Load(process, made_by.model.slug).run(tokens, TURNS)


def _ways(browser: Any, author: Any, made_by: Any) -> dict[str, Callable[[], object]]:
    from studio.lifecycle.create import Order, create_run

    def empty() -> None:
        assert browser.get("/api/v1/me").status_code == 200

    def create() -> None:
        create_run(Order(author, made_by.model, f"a fox {uuid.uuid4()}"))

    def request() -> None:
        body = {"model": made_by.model.slug, "prompt": f"a fox {uuid.uuid4()}"}
        reply = browser.post("/api/v1/runs", body, content_type="application/json")
        assert reply.status_code == 201, reply.content

    return {"GET /api/v1/me": empty, "create_run()": create, "POST /api/v1/runs": request}


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _show(queries: dict[str, int], times: dict[str, list[float]]) -> bool:
    table = Table("create: one run of one task, in turns", ("ms", "queries", "p50", "p95"))
    for name, found in times.items():
        table.add(name, queries[name], *(1000 * value for value in _spread(found)))
    empty, created = (_spread(times[name]) for name in ("GET /api/v1/me", "create_run()"))
    ratio = created[1] / empty[1]
    table.budget(
        f"create_run() p95 {ratio:.2f} × the empty request (at most {RATIO:g})", ratio <= RATIO
    )
    made = queries["create_run()"]
    table.budget(f"{made} queries (at most {QUERIES})", made <= QUERIES)
    return table.show()


def _show_pressed(times: dict[str, list[float]]) -> bool:
    title = f"create: {PEOPLE} people over HTTP, {pressing.RATE} runs a second and as many empty"
    table = Table(title, ("ms", "p50", "p95"))
    for name, found in times.items():
        table.add(name, *(1000 * value for value in _spread(found)))
    empty, created = (_spread(times[name])[1] for name in (pressing.EMPTY, pressing.CREATE))
    ratio = created / empty
    words = f"creating a run p95 {ratio:.2f} × the empty request beside it (at most {RATIO:g})"
    table.budget(words, ratio <= RATIO)
    return table.show()


def _spread(values: list[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]
