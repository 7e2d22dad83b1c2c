"""The ASGI application: one door, three ways on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from studio.front.events import EventStream
from studio.front.protocol import App, Receive, Scope, Send
from studio.front.sendfile import FileSender
from studio.front.signals import call_before_stop

EVENTS = "/events/"


class Front:
    """`roots` are the folders whose files the inner application may have sent."""

    def __init__(self, inner: App, events: EventStream, roots: Iterable[Path]) -> None:
        self._inner = FileSender(inner, roots)
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"] == EVENTS:
            await self._events(scope, receive, send)
        else:
            await self._inner(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                # The server waits for open responses, and an event stream never ends by
                # itself: so the streams must hear of the signal before the server does.
                call_before_stop(asyncio.get_running_loop(), self._events.stop)
                await send({"type": "lifespan.startup.complete"})
            else:
                self._events.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return
