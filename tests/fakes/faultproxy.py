"""A TCP proxy on loopback that breaks what passes through it, as `mode` says.

ok                     passes everything
refuse                 nobody listens on the port
blackhole              takes the request and passes nothing on
reset_after_request    the vendor gets the request, the client a reset
drop_response          the vendor gets the request, the client nothing
latency:SECONDS        every piece of the answer comes that much later
trickle:PER_SECOND     the answer comes byte by byte
cut_after:BYTES        so much of the answer, then a reset
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Iterator


class FaultProxy:
    def __init__(self, upstream: int, mode: str = "ok") -> None:
        self.upstream = upstream
        self.mode = mode
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        if mode == "refuse":
            self._server.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader, writer) -> None:
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._relay(reader, writer)
        writer.close()

    async def _relay(self, reader, writer) -> None:
        if self.mode == "blackhole":
            await reader.read(65536)
            await asyncio.sleep(3600)
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        upward = asyncio.create_task(self._pass_up(reader, up_writer))
        try:
            await self._pass_down(up_reader, writer)
        finally:
            upward.cancel()
            up_writer.close()

    async def _pass_up(self, reader, writer) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()

    async def _pass_down(self, reader, writer) -> None:
        fault, _, amount = self.mode.partition(":")
        passed = 0
        while data := await reader.read(65536):
            match fault:
                case "reset_after_request":
                    return reset(writer)
                case "drop_response":
                    await asyncio.sleep(3600)
                case "latency":
                    await asyncio.sleep(float(amount))
                case "trickle":
                    await trickle(writer, data, float(amount))
                    continue
                case "cut_after" if passed + len(data) > int(amount):
                    writer.write(data[: int(amount) - passed])
                    await writer.drain()
                    await asyncio.sleep(0.05)  # the client reads it before the reset
                    return reset(writer)
            passed += len(data)
            writer.write(data)
            await writer.drain()
        return None


async def trickle(writer, data: bytes, per_second: float) -> None:
    for byte in data:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1 / per_second)


def reset(writer) -> None:
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


@contextlib.contextmanager
def faulty(upstream: int, mode: str) -> Iterator[FaultProxy]:
    proxy = FaultProxy(upstream, mode)
    try:
        yield proxy
    finally:
        proxy.close()
