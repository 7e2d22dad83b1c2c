"""From done at the vendor to visible here, by the real worker, with many tasks in flight."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.bench import place, vendor
from tests.bench.cost import crowded
from tests.bench.table import Table

IN_FLIGHT = 1000  # that never end, so that as many are in flight at the last as at the first
LOOK = 0.05  # seconds between two looks at what is visible
START, PATIENCE = 12.0, 60.0


def run(options: Any) -> bool:
    with place.own("delay", STUDIO_LOG_LEVEL="WARNING") as folder, vendor.running() as url:
        ends = _seed(url, options.rate, options.finishing)
        with _worker(folder):
            began, before = time.monotonic(), crowded()
            seen = _watch(ends)
            waited = (crowded() - before) / (time.monotonic() - began)
        told = vendor.ask(url, "/told")
    return _show(options, ends, told, seen, waited)


def _seed(url: str, rate: float, seconds: float) -> dict[str, float]:
    """When which task will be done. Nothing else ever will."""
    from tests.bench import rows

    first = time.time() + START
    ends = {}
    for number in range(round(rate * seconds)):
        at = first + number / rate
        ends[f"{IN_FLIGHT + number}-{round(at * 1000)}"] = at
    author, made_by = rows.cast(url)
    rows.running(author, made_by, [*(f"{n}-0" for n in range(IN_FLIGHT)), *ends])
    return ends


@contextmanager
def _worker(folder: Path) -> Iterator[None]:
    """As in production: sweep and archive jobs in one cluster, thumbnails in another."""
    log = (folder / "worker.log").open("w")
    with log, place.python("manage.py", "worker", stdout=log, stderr=subprocess.STDOUT) as process:
        try:
            _ring()
            yield
        finally:
            os.kill(process.pid, signal.SIGTERM)


def _ring() -> None:
    from studio import queue

    queue.ring_sweep()


def _watch(ends: dict[str, float]) -> dict[str, float]:
    """When each asset was first seen by another connection."""
    from studio.models import Asset

    seen: dict[str, float] = {}
    limit = max(ends.values()) + PATIENCE
    names = Asset.objects.values_list("result__attempt__vendor_task_id", flat=True)
    while len(seen) < len(ends) and time.time() < limit:
        time.sleep(LOOK)
        new = set(names.all()) - seen.keys() if Asset.objects.count() > len(seen) else ()
        seen |= dict.fromkeys(new, time.time())
    return seen


def _show(
    options: Any,
    ends: dict[str, float],
    told: dict[str, float],
    seen: dict[str, float],
    waited: float,
) -> bool:
    from tests.bench.rows import INTERVAL

    table = Table(
        f"delay: {IN_FLIGHT:,} in flight at {INTERVAL:g} s, {options.rate:g} finish every second",
        ("seconds", "p50", "p95", "longest"),
    )
    whole = [seen[name] - ends[name] for name in seen]
    table.add("vendor done → vendor says so", *_spread([told[name] - ends[name] for name in told]))
    table.add("vendor says so → visible", *_spread([seen[name] - told[name] for name in seen]))
    table.add("vendor done → visible", *_spread(whole))
    most = INTERVAL + 1
    late = sum(delay > most for delay in whole) + len(ends) - len(seen)
    words = f"{late} of {len(ends)} came later than {most:g} s (at most one in twenty); for"
    words += f" {100 * waited:.0f} % of the time somebody on this machine waited for a core"
    table.aim(words, late <= len(ends) / 20)
    return table.show()


def _spread(values: list[float]) -> tuple[float, ...]:
    if len(values) < 2:
        return (float("nan"),) * 3
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18], max(values)
