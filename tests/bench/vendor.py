"""A fast GrsAI on loopback, in a process of its own: it must never be what is measured.

A task's id says when it will be done: `<number>-<milliseconds since 1970>`, 0 for never.
"""

from __future__ import annotations

import asyncio
import json
import struct
import subprocess
import sys
import time
import urllib.request
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

LATENCY = 0.02
POLLS_PER_PERCENT = 50  # so 2 % of the answers bring new progress

polls: Counter[str] = Counter()
told: dict[str, float] = {}  # id -> when `succeeded` was first answered


class Answering(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, for requests without a body."""

    def connection_made(self, transport: Any) -> None:
        self.transport, self.unread = transport, b""

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while b"\r\n\r\n" in self.unread:
            head, self.unread = self.unread.split(b"\r\n\r\n", 1)
            target = head.split(b" ", 2)[1].decode()
            wait = 0 if target == "/count" else LATENCY
            asyncio.get_running_loop().call_later(wait, self._answer, target)

    def _answer(self, target: str) -> None:
        if self.transport.is_closing():
            return
        kind, body = answer(target, self.transport.get_extra_info("sockname")[1])
        head = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)


def answer(target: str, port: int) -> tuple[str, bytes]:
    parts = urlsplit(target)
    if parts.path.startswith("/files/"):
        return "image/png", picture(parts.path)
    known: dict[str, Any] = {"/count": {"polls": polls.total()}, "/told": told}
    found = known.get(parts.path)
    if found is None:
        found = _look(parse_qs(parts.query)["id"][0], port)
    return "application/json", json.dumps(found).encode()


def _look(task_id: str, port: int) -> dict[str, Any]:
    number, _, due = task_id.partition("-")
    polls[task_id] += 1
    if int(due) and time.time() * 1000 >= int(due):
        told.setdefault(task_id, time.time())
        url = f"http://127.0.0.1:{port}/files/{task_id}.png"
        return {"id": task_id, "status": "succeeded", "progress": 100, "results": [{"url": url}]}
    progress = (polls[task_id] + int(number) % POLLS_PER_PERCENT) // POLLS_PER_PERCENT % 100
    return {"id": task_id, "status": "running", "progress": progress, "results": [], "error": ""}


def picture(text: str) -> bytes:
    """A small PNG, another one for every text."""
    side, comment = 64, b"Comment\0" + text.encode()
    rows = b"".join(b"\0" + bytes((x * 4, y * 4, 120)) * side for x, y in enumerate(range(side)))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"tEXt", comment), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@contextmanager
def running() -> Iterator[str]:
    """Its base URL."""
    argv = [sys.executable, "-m", "tests.bench.vendor"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def ask(url: str, path: str) -> Any:
    with urllib.request.urlopen(f"{url}{path}", timeout=10) as reply:
        return json.load(reply)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve())
