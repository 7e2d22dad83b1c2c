"""Many browsers that look at one web process while nothing happens, and then something does.

The window is a minute long, in which every stream is heard of four times and every session is
looked up once: that is what idle streams cost.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from tests.bench import place, web
from tests.bench.table import Table

CPU, MEMORY, PATIENCE = 0.05, 100_000, 10.0
PEOPLE = 20
FIRST = 20  # streams that are open before we count: what the first one loads is not its own
AT_ONCE = 25


@dataclass(frozen=True)
class Seen:
    share: float  # of one core
    each: float  # bytes
    delays: list[float]
    silent: int


def run(options: Any) -> bool:
    with place.own("live", STUDIO_LOG_LEVEL="WARNING") as folder:
        cookies = _cookies()
        with web.running(folder) as process:
            seen = asyncio.run(_watch(process, cookies, options.browsers, options.idle))
    return _show(options, seen)


def _cookies() -> list[str]:
    """Signed-in people; some have several browsers open."""
    from django.conf import settings

    from tests.bench import looks
    from tests.conftest import person

    found = []
    for number in range(PEOPLE):
        client = looks.client(person(f"bench-{number}"))
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        found.append(f"{settings.SESSION_COOKIE_NAME}={value}")
    return found


async def _watch(process: web.Web, cookies: list[str], count: int, seconds: float) -> Seen:
    streams = await _open(process, cookies, FIRST)
    await asyncio.sleep(2)
    before = process.memory()
    streams += await _open(process, cookies, count - FIRST)
    await asyncio.sleep(2)
    each = (process.memory() - before) / (count - FIRST)
    ears = [asyncio.create_task(stream.listen()) for stream in streams]
    began, used = time.monotonic(), process.cpu()
    await asyncio.sleep(seconds)
    share = (process.cpu() - used) / (time.monotonic() - began)
    said = await asyncio.to_thread(_say_something)
    await asyncio.wait(ears, timeout=PATIENCE)
    heard = [stream.heard - said for stream in streams if stream.heard]
    for ear in ears:
        ear.cancel()
    return Seen(share, each, heard, count - len(heard))


async def _open(process: web.Web, cookies: list[str], count: int) -> list[Stream]:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Stream:
        async with room:
            return await Stream.open(process, cookies[number % len(cookies)])

    return list(await asyncio.gather(*(one(number) for number in range(count))))


class Stream:
    """What a browser holds open, without the browser."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.heard = 0.0  # when it was told what changed

    @classmethod
    async def open(cls, process: web.Web, cookie: str) -> Stream:
        reader, writer = await asyncio.open_connection("127.0.0.1", process.port)
        lines = ("GET /events/ HTTP/1.1", f"Host: 127.0.0.1:{process.port}", f"Cookie: {cookie}")
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head = await asyncio.wait_for(reader.readuntil(b"id: "), 30)
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise SystemExit(f"no stream was opened: {head[:100]!r}")
        return cls(reader, writer)

    async def listen(self) -> None:
        """Until it hears of the change; heartbeats are no news."""
        while line := await self.reader.readline():
            if line.strip() == b"event: vendor":
                self.heard = time.monotonic()
                return


def _say_something() -> float:
    from studio import live
    from studio.models.project import TEAM

    now = time.monotonic()
    live.announce("vendor", ["bench"], TEAM)
    return now


def _show(options: Any, seen: Seen) -> bool:
    title = f"live: {options.browsers} idle browsers on one web process, {options.idle:g} s"
    table = Table(title, ("", "measured"))
    table.add("% of a core", 100 * seen.share)
    table.add("kB for each stream", seen.each / 1000)
    if len(seen.delays) > 1:
        cuts = quantiles(seen.delays, n=20, method="inclusive")
        table.add("ms until a change is heard, p95", 1000 * cuts[18])
    words = f"{100 * seen.share:.1f} % of a core (at most {100 * CPU:g} %)"
    table.budget(words, seen.share <= CPU)
    words = f"{seen.each / 1000:.0f} kB for each stream (at most {MEMORY / 1000:g} kB)"
    table.budget(words, seen.each <= MEMORY)
    table.budget(f"{seen.silent} streams did not hear of the change", not seen.silent)
    return table.show()
