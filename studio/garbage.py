"""Collecting garbage less often: a process that has loaded everything keeps it until it ends."""

from __future__ import annotations

import gc
from functools import cache

THRESHOLDS = (20_000, 20, 100)  # Python's own are (700, 10, 10)


@cache
def collect_rarely() -> None:
    """Leave what is loaded out of every later collection. Once, when a process begins its work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
