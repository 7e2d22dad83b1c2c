"""A few threads that ask what may block."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple, Unpack

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Desk:
    """`before` runs in the thread ahead of every question, to tend its connection."""

    def __init__(self, threads: int, name: str, before: Callable[[], None]) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        self._before = before

    async def ask(self, question: Callable[[Unpack[Ts]], T], *args: *Ts) -> T:
        def answer() -> T:
            self._before()
            return question(*args)

        return await asyncio.get_running_loop().run_in_executor(self._threads, answer)
