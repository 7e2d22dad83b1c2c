"""The sweep's side of the database: one thread, so that the event loop never waits on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")


class Rows:
    """Runs synchronous database work in a thread of its own, in order."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sweep-rows")
        self._files = ThreadPoolExecutor(4, thread_name_prefix="sweep-files")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._in(self._thread, work, *args, **kwargs)

    async def beside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """For work that also reads files, which would hold up the others."""
        return await self._in(self._files, work, *args, **kwargs)

    async def _in(
        self, pool: ThreadPoolExecutor, work: Callable[..., T], *args: Any, **kwargs: Any
    ) -> T:
        def fresh() -> T:
            close_old_connections()
            return work(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(pool, fresh)

    def close(self) -> None:
        for pool, threads in ((self._thread, 1), (self._files, 4)):
            for _ in range(threads):
                pool.submit(connections.close_all)
            pool.shutdown(wait=True)
