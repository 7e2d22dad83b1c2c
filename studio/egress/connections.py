"""Connections to vendors: lanes that stay open for polls, fresh ones for submissions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import httpcore

from studio.egress.backends import AsyncGuardedBackend, tls
from studio.egress.errors import NotSent
from studio.egress.guard import Guard
from studio.egress.policy import Policy

KEEP_ALIVE = 30.0  # seconds an idle lane stays open

Connection = httpcore.AsyncHTTPConnection


class Client(Protocol):
    """What `perform` and `stream` send through."""

    @property
    def agent(self) -> str: ...

    def connection(
        self, origin: httpcore.Origin, wait: float
    ) -> AbstractAsyncContextManager[Connection]:
        """A connection for one exchange, within `wait` seconds; raises NotSent."""
        ...


class FreshConnections:
    """A new connection for every exchange: a paid call must not meet a stale one."""

    def __init__(self, policy: Policy) -> None:
        self.agent = policy.agent
        self._backend = AsyncGuardedBackend(Guard(policy.allow))

    @asynccontextmanager
    async def connection(self, origin: httpcore.Origin, wait: float) -> AsyncIterator[Connection]:
        connection = Connection(origin, tls(), network_backend=self._backend)
        try:
            yield connection
        finally:
            await connection.aclose()


class LaneTransport:
    """`count` single connections per vendor, the last one used taken first.

    One pool for all costs time in the square of the calls in flight. Vendors do not
    share lanes: one that hangs would take them all.
    """

    def __init__(self, count: int, policy: Policy) -> None:
        self.agent = policy.agent
        self._count = count
        self._backend = AsyncGuardedBackend(Guard(policy.allow))
        self._lanes: dict[str, Lanes] = {}

    @asynccontextmanager
    async def connection(self, origin: httpcore.Origin, wait: float) -> AsyncIterator[Connection]:
        lanes = self._to(origin)
        async with lanes.room(wait):
            connection = await lanes.take() or self._open(origin)
            try:
                yield connection
            finally:
                await lanes.put_back(connection)

    def _to(self, origin: httpcore.Origin) -> Lanes:
        name = str(origin)
        if name not in self._lanes:
            self._lanes[name] = Lanes(self._count)
        return self._lanes[name]

    def _open(self, origin: httpcore.Origin) -> Connection:
        return Connection(origin, tls(), keepalive_expiry=KEEP_ALIVE, network_backend=self._backend)

    async def aclose(self) -> None:
        for lanes in self._lanes.values():
            await lanes.aclose()


class Lanes:
    """The connections to one vendor. Only idle, healthy ones are kept."""

    def __init__(self, count: int) -> None:
        self._room = asyncio.Semaphore(count)
        self._idle: list[Connection] = []
        self._closed = False

    @asynccontextmanager
    async def room(self, wait: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(wait):
                await self._room.acquire()
        except TimeoutError:
            raise NotSent("no free connection") from None
        try:
            yield
        finally:
            self._room.release()

    async def take(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_available() and not connection.has_expired():
                return connection
            await connection.aclose()
        return None

    async def put_back(self, connection: Connection) -> None:
        if connection.is_available() and not self._closed:
            self._idle.append(connection)
        else:
            await connection.aclose()

    async def aclose(self) -> None:
        self._closed = True
        while self._idle:
            await self._idle.pop().aclose()
