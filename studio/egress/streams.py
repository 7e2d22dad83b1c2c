"""A call whose answer comes as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

import httpcore

from providers.types import Call, Reply
from studio.egress.calls import lowered, read, told_apart
from studio.egress.connections import Client
from studio.egress.errors import Unknown
from studio.egress.events import EventReader
from studio.egress.wire import Target, prepare, total_timeout


@dataclass(frozen=True, slots=True)
class Opened:
    """An answer that has begun: a stream of events, or a whole `reply` and no events."""

    status: int
    headers: Mapping[str, str]
    reply: Reply | None
    events: AsyncIterator[bytes]


@asynccontextmanager
async def stream(call: Call, target: Target, *, client: Client) -> AsyncIterator[Opened]:
    """Opens the call; opening and each event raise what `perform` raises.

    The deadline strikes only while we wait for the vendor, never in the caller's block.
    """
    request = prepare(call, target, client.agent)
    async with client.connection(request.url.origin, target.connect_timeout) as connection:
        deadline = asyncio.get_running_loop().time() + total_timeout(call, target)
        with told_apart():
            async with asyncio.timeout_at(deadline):
                response = await connection.handle_async_request(request)
        try:
            reply = await _reply(response, deadline, target.max_bytes)
            async with aclosing(_events(response, reply, deadline, target.max_bytes)) as events:
                yield Opened(response.status, lowered(response), reply, events)
        finally:
            await response.aclose()


async def _reply(response: httpcore.Response, deadline: float, limit: int) -> Reply | None:
    kind = lowered(response).get("content-type", "").lower()
    if response.status == 200 and kind.startswith("text/event-stream"):
        return None
    with told_apart():
        async with asyncio.timeout_at(deadline):
            return await read(response, limit)


async def _events(
    response: httpcore.Response, reply: Reply | None, deadline: float, limit: int
) -> AsyncGenerator[bytes, None]:
    if reply is not None:
        return
    reader = EventReader()
    chunks = response.aiter_stream()
    while (chunk := await _next(chunks, deadline)) is not None:
        limit -= len(chunk)
        if limit < 0:
            raise Unknown("answer too large")
        for event in reader.feed(chunk):
            yield event
    for event in reader.finish():
        yield event


async def _next(chunks: AsyncIterator[bytes], deadline: float) -> bytes | None:
    with told_apart():
        async with asyncio.timeout_at(deadline):
            return await anext(chunks, None)
