"""The least that polling can cost: send, read, parse. No database, no rules.

Over httpx, and over the connections that the sweep itself uses.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from providers.types import Call
from studio import egress
from tests.bench.cost import Meter

Ask = Callable[[str], Awaitable[bytes]]
KEY = "sk-test-canary-0123456789"
PATH = "/v1/api/result?id="


class Lanes(httpx.AsyncBaseTransport):
    """Transports of one connection each: one pool for all is quadratic in its requests."""

    def __init__(self, count: int) -> None:
        self.room = asyncio.Semaphore(count)
        self.idle: list[httpx.AsyncHTTPTransport] = []
        self.tls = ssl.create_default_context()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async with self.room:
            lane = self.idle.pop() if self.idle else self._open()
            try:
                response = await lane.handle_async_request(request)
                body = await response.aread()
                await response.aclose()
            finally:
                self.idle.append(lane)
        return httpx.Response(response.status_code, headers=response.headers, content=body)

    def _open(self) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=self.tls, limits=httpx.Limits(max_connections=1))


@asynccontextmanager
async def over_httpx(url: str, lanes: int) -> AsyncIterator[Ask]:
    headers = {"authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(transport=Lanes(lanes), headers=headers) as client:

        async def ask(task_id: str) -> bytes:
            return (await client.get(f"{url}{PATH}{task_id}")).content

        yield ask


@asynccontextmanager
async def over_egress(url: str, lanes: int) -> AsyncIterator[Ask]:
    target = egress.Target(url, KEY)
    rules = egress.Policy(allow=("127.0.0.1",))
    async with egress.Session(lanes=lanes, rules=rules) as session:

        async def ask(task_id: str) -> bytes:
            call = Call("GET", f"{PATH}{task_id}")
            return (await egress.perform(call, target, client=session.polls)).body

        yield ask


WAYS = {"httpx": over_httpx, "egress": over_egress}


async def measure(way: str, url: str, count: int, lanes: int) -> dict[str, float]:
    async with WAYS[way](url, lanes) as ask:
        await _poll(ask, lanes * 2, lanes)  # connections are open before we count
        meter = Meter()
        await _poll(ask, count, lanes)
        return meter.read(count)


async def _poll(ask: Ask, count: int, lanes: int) -> None:
    left = iter(range(count))

    async def work() -> None:
        for number in left:
            assert json.loads(await ask(f"{number}-0"))["status"] == "running"

    await asyncio.gather(*(work() for _ in range(lanes)))


if __name__ == "__main__":
    name, where, times, width = sys.argv[1:]
    sys.stdout.write(json.dumps(asyncio.run(measure(name, where, int(times), int(width)))))
