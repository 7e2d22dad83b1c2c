"""httpcore's way to the network, with the guard in it.

A name is resolved once, every address is judged, and the connection goes to exactly
those addresses. Host header and TLS name stay what the URL says.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterable
from functools import cache
from typing import Any, NoReturn

import httpcore

from studio.egress import guard
from studio.egress.guard import Blocked, Guard

TRIES = 3  # addresses of one name that are tried


@cache
def tls() -> ssl.SSLContext:
    """One for the process: each costs 25 ms and a megabyte."""
    return httpcore.default_ssl_context()


class AsyncGuardedBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, watch: Guard) -> None:
        self._guard = watch
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                addresses = await asyncio.to_thread(guard.lookup, host, port)
                self._guard.admit(host, port, addresses)
                return await self._connect(addresses[:TRIES], port, timeout)
        except TimeoutError:
            raise httpcore.ConnectTimeout("connect timeout") from None

    async def _connect(
        self, addresses: list[str], port: int, timeout: float | None
    ) -> httpcore.AsyncNetworkStream:
        share = timeout and timeout / len(addresses)
        *others, last = addresses
        for address in others:
            try:
                return await self._network.connect_tcp(address, port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(last, port, share)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> NoReturn:
        raise Blocked("blocked address")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Deadline:
    """A point in time that no socket operation may outlast."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float | None = None) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left if at_most is None else min(left, at_most)


class GuardedBackend(httpcore.NetworkBackend):
    """For downloads. Its streams obey a total deadline, down to the single read."""

    def __init__(self, watch: Guard, deadline: Deadline) -> None:
        self._guard = watch
        self._deadline = deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = guard.lookup(host, port)
        self._guard.admit(host, port, addresses)
        *others, last = addresses[:TRIES]
        for address in others:
            try:
                return self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        stream = self._network.connect_tcp(address, port, self._deadline.left(timeout))
        return DeadlineStream(stream, self._deadline)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> NoReturn:
        raise Blocked("blocked address")


class DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, left)
        return DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
