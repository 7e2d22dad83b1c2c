"""`/events/`: what changed, as server-sent events, without a thread per browser."""

from __future__ import annotations

import asyncio
import logging
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from studio.front.desk import Desk
from studio.front.protocol import Receive, Scope, Send, disconnected, header, respond
from studio.front.watcher import Live, Subscriber, Watcher, frame

log = logging.getLogger(__name__)

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
BEAT = b"event: beat\ndata: {}\n\n"  # an event, so that a script hears that nothing is wrong
RETRY = 3000  # milliseconds a browser waits before it comes back
CURSOR = re.compile(r"[0-9]{1,18}")
AFTER = re.compile(r"(?:^|&)after=([0-9]{1,18})(?:&|$)")


@dataclass(frozen=True, slots=True)
class Pace:
    """All in seconds."""

    tick: float = 0.25  # between two cheap looks whether anything changed
    fallback: float = 2.0  # between two reads when the cheap look says no
    heartbeat: float = 15.0
    recheck: float = 60.0  # of the session
    life: float = 900.0  # of a stream
    stall: float = 20.0  # that a browser may take for one write


class EventStream:
    def __init__(
        self, live: Live, pace: Pace | None = None, before: Callable[[], None] = lambda: None
    ) -> None:
        self._live = live
        self._pace = pace or Pace()
        self._desk = Desk(2, "events", before)
        watch = Desk(1, "watcher", before)
        self._watcher = Watcher(live, watch, self._pace.tick, self._pace.fallback)
        self._stopped = False

    def stop(self) -> None:
        self._stopped = True
        self._watcher.end_all()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookie = header(scope["headers"], b"cookie")
        seat = await self._admit(scope["method"], cookie)
        if isinstance(seat, Subscriber):
            with self._seated(seat, receive):
                await self._serve(seat, cookie, _cursor(scope), send)
        else:
            await respond(send, seat)

    async def _admit(self, method: str, cookie: str | None) -> Subscriber | int:
        """A seat, or the status that says why there is none."""
        if method != "GET":
            return 405
        try:
            viewer = await self._desk.ask(self._live.authenticate, cookie)
            if viewer is None:
                return 204  # after which a browser does not come back
            seat = await self._watcher.join(viewer)
        except Exception:
            log.exception("An event stream could not be opened")
            return 503
        if self._stopped:
            self._watcher.leave(seat)
            return 503
        return seat

    @contextmanager
    def _seated(self, subscriber: Subscriber, receive: Receive) -> Iterator[None]:
        gone = asyncio.ensure_future(disconnected(receive))
        gone.add_done_callback(lambda _: subscriber.end())
        try:
            yield
        finally:
            gone.cancel()
            self._watcher.leave(subscriber)

    async def _serve(
        self, subscriber: Subscriber, cookie: str | None, after: int | None, send: Send
    ) -> None:
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            hello = subscriber.cursor if after is None else after
            await self._write(send, f"retry: {RETRY}\nid: {hello}\n\n".encode())
            if after is not None:
                await self._catch_up(subscriber, after, send)
            await self._follow(subscriber, cookie, send)
            await self._write(send, b"", more=False)
        except TimeoutError:
            log.info("An event stream was closed: its browser did not read")

    async def _write(self, send: Send, data: bytes, *, more: bool = True) -> None:
        async with asyncio.timeout(self._pace.stall):
            await send({"type": "http.response.body", "body": data, "more_body": more})

    async def _catch_up(self, subscriber: Subscriber, after: int, send: Send) -> None:
        """What happened between the browser's cursor and its joining the others."""
        while after < subscriber.cursor and not subscriber.ended:
            after, changes = await self._desk.ask(self._live.changes, after)
            events = [
                frame(change, change.id)
                for change in changes
                if change.id <= subscriber.cursor and self._live.may_see(subscriber.viewer, change)
            ]
            if events:
                await self._write(send, b"".join(events))
            if not changes:
                return

    async def _follow(self, subscriber: Subscriber, cookie: str | None, send: Send) -> None:
        clock, pace = asyncio.get_running_loop().time, self._pace
        # Spread a little, so that browsers which came together do not return together.
        end = clock() + pace.life * random.uniform(0.9, 1.0)  # noqa: S311
        check = clock() + pace.recheck
        while not subscriber.ended and clock() < end:
            events = await subscriber.take(min(pace.heartbeat, max(0, check - clock())))
            if clock() >= check:
                check = clock() + pace.recheck
                if not await self._still_welcome(subscriber, cookie):
                    return
            if not subscriber.ended:
                await self._write(send, events or BEAT)

    async def _still_welcome(self, subscriber: Subscriber, cookie: str | None) -> bool:
        try:
            viewer = await self._desk.ask(self._live.authenticate, cookie)
        except Exception:
            log.exception("A session could not be checked again")
            return True  # a database that is away says nothing about the session
        subscriber.viewer = viewer
        return viewer is not None


def _cursor(scope: Scope) -> int | None:
    """Where the browser left off: its own header, or `?after=` for a first visit."""
    last = header(scope["headers"], b"last-event-id") or ""
    if CURSOR.fullmatch(last):
        return int(last)
    asked = AFTER.search(scope["query_string"].decode("latin-1"))
    return int(asked[1]) if asked else None
