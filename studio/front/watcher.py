"""One look at the database for all the browsers of a process."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from studio.front.desk import Desk

log = logging.getLogger(__name__)

WAITING = 256  # events a browser may be behind before it is let go
MANY = 500  # a read as long as this may have been cut, and is followed by another
GAP = 1000  # an id that is missing further back than this was never used
GAP_SECONDS = 5.0


class Change(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def object_id(self) -> str: ...
    @property
    def audience(self) -> str: ...


class Live(Protocol):
    """What the front asks of the database's side. All of it may block but `may_see`."""

    def authenticate(self, cookie: str | None, /) -> Any: ...
    def newest(self) -> int: ...
    def version(self) -> int: ...
    def changes(self, after: int, /) -> tuple[int, Sequence[Any]]: ...
    def may_see(self, viewer: Any, change: Any, /) -> bool: ...


def frame(change: Change, cursor: int) -> bytes:
    data = json.dumps({"id": change.object_id})
    return f"id: {cursor}\nevent: {change.kind}\ndata: {data}\n\n".encode()


class Subscriber:
    def __init__(self, viewer: Any, cursor: int) -> None:
        self.viewer = viewer
        self.cursor = cursor  # what came up to here, it must read by itself
        self.ended = False
        self._waiting: list[bytes] = []
        self._wake = asyncio.Event()

    def offer(self, event: bytes) -> None:
        if len(self._waiting) >= WAITING:
            self.end()  # it reads too slowly; it will come back with its cursor
        else:
            self._waiting.append(event)
            self._wake.set()

    def end(self) -> None:
        self.ended = True
        self._wake.set()

    async def take(self, seconds: float) -> bytes:
        """All events that wait, or nothing when none came within `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return b""
        self._wake.clear()
        events, self._waiting = b"".join(self._waiting), []
        return events


class Watcher:
    """Runs only while somebody listens."""

    def __init__(self, live: Live, desk: Desk, tick: float, fallback: float) -> None:
        self._live = live
        # Of one thread, because what `version` compares belongs to one connection.
        self._desk = desk
        self._tick = tick
        self._fallback = fallback
        self._starting = asyncio.Lock()
        self._subscribers: set[Subscriber] = set()
        self._task: asyncio.Task[None] | None = None
        self._version: int | None = None
        self._read_at = 0.0
        self._cursor = 0
        self._missing: dict[int, float] = {}  # ids passed over, and until when to look

    async def join(self, viewer: Any) -> Subscriber:
        async with self._starting:
            if self._task is None or self._task.done():
                self._cursor = await self._desk.ask(self._live.newest)
                self._version = None
                self._missing.clear()
                self._task = asyncio.create_task(self._run())
            subscriber = Subscriber(viewer, self._safe_cursor())
            self._subscribers.add(subscriber)
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        self._subscribers.discard(subscriber)

    def end_all(self) -> None:
        for subscriber in self._subscribers:
            subscriber.end()

    async def _run(self) -> None:
        await asyncio.sleep(0)  # let the first one in
        while self._subscribers:
            try:
                await self._look()
                await asyncio.sleep(self._tick)
            except Exception:
                log.exception("Reading changes failed; trying again")
                await asyncio.sleep(self._fallback)

    async def _look(self) -> None:
        version = await self._desk.ask(self._live.version)
        now = asyncio.get_running_loop().time()
        self._missing = {item: end for item, end in self._missing.items() if end > now}
        overdue = now - self._read_at >= self._fallback
        if version == self._version and not self._missing and not overdue:
            return
        _, changes = await self._desk.ask(self._live.changes, self._safe_cursor())
        self._version = None if len(changes) >= MANY else version
        self._read_at = now
        self._hand_out(self._new(changes, now))

    def _safe_cursor(self) -> int:
        """Everything up to here was handed out."""
        return min(self._missing) - 1 if self._missing else self._cursor

    def _new(self, changes: Iterable[Change], now: float) -> list[Change]:
        # An id is given when a row is written, but shows when it is committed: a lower
        # one may turn up after a higher one, and is waited for.
        new = []
        for change in changes:
            if change.id > self._cursor:
                passed = range(max(self._cursor + 1, change.id - GAP), change.id)
                self._missing |= dict.fromkeys(passed, now + GAP_SECONDS)
                self._cursor = change.id
                new.append(change)
            elif self._missing.pop(change.id, None):
                new.append(change)
        return new

    def _hand_out(self, changes: list[Change]) -> None:
        safe = self._safe_cursor()
        for change in changes:
            event = frame(change, min(change.id, safe))
            for subscriber in self._subscribers:
                if self._live.may_see(subscriber.viewer, change):
                    subscriber.offer(event)
