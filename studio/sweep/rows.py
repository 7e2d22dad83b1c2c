"""The sweep's side of the database: threads of its own, so that the event loop never waits."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connections
from django.db.utils import InterfaceError, OperationalError

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
FILES = 4
AWAY = (OperationalError, InterfaceError)  # the database restarts, or is being replaced
PATIENCE = 60.0  # seconds that an answer outlives its database


class Rows:
    """Runs synchronous database work in order, in one thread.

    Each thread is a pool of one: only its own thread can close its connection.
    """

    def __init__(self) -> None:
        self._rows = ThreadPoolExecutor(1, thread_name_prefix="sweep-rows")
        self._files = [
            ThreadPoolExecutor(1, thread_name_prefix="sweep-files") for _ in range(FILES)
        ]
        self._turn = cycle(self._files)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await _in(self._rows, work, *args, **kwargs)

    async def insist(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """For what a vendor said, which no second call brings back. `work` can run twice."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return await self.run(work, *args, **kwargs)
            except AWAY:
                if time.monotonic() > end:
                    raise
                log.warning("An answer waits for the database")
                await asyncio.sleep(0.5)

    async def beside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """For work that also reads files, which would hold up the others."""
        return await _in(next(self._turn), work, *args, **kwargs)

    def close(self) -> None:
        for thread in (self._rows, *self._files):
            thread.submit(connections.close_all)
            thread.shutdown(wait=True)


async def _in(
    thread: ThreadPoolExecutor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    def fresh() -> T:
        close_old_connections()
        return work(*args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(thread, fresh)
