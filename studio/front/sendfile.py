"""Files that Django authorised: it names one in `X-Sendfile`, we send the bytes."""

from __future__ import annotations

import asyncio
import logging
import re
import stat
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from email.header import decode_header, make_header
from pathlib import Path
from typing import BinaryIO

from studio.front.protocol import (
    App,
    Headers,
    Message,
    Receive,
    Scope,
    Send,
    disconnected,
    header,
    respond,
)

log = logging.getLogger(__name__)

CHUNK = 256 * 1024
READERS = 4
RANGE = re.compile(r"bytes=(?P<first>[0-9]*)-(?P<last>[0-9]*)")


class FileSender:
    def __init__(self, inner: App, roots: Iterable[Path]) -> None:
        self._inner = inner
        self._roots = [root.resolve() for root in roots]
        self._readers = ThreadPoolExecutor(READERS, "sendfile")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []

        async def listen(message: Message) -> None:
            if message["type"] == "http.response.start" and _file_of(message):
                held.append(message)
            if not held:
                await send(message)

        await self._inner(scope, receive, listen)
        if held:
            await self._answer(scope, receive, send, held[0])

    async def _answer(self, scope: Scope, receive: Receive, send: Send, start: Message) -> None:
        loop = asyncio.get_running_loop()
        opened = await loop.run_in_executor(self._readers, self._open, _file_of(start))
        if opened is None:
            return await respond(send, 404, body=b"Not found\n")
        file, size = opened
        try:
            part = await _begin(scope, send, start["headers"], size)
            if part:
                await self._pour(file, part, receive, send)
        finally:
            await loop.run_in_executor(self._readers, file.close)

    def _open(self, name: str) -> tuple[BinaryIO, int] | None:
        """The file and its size; None unless it is a plain file below one of the roots."""
        try:
            path = Path(name).resolve(strict=True)
            status = path.stat()
            if stat.S_ISREG(status.st_mode) and any(map(path.is_relative_to, self._roots)):
                return path.open("rb", buffering=0), status.st_size
        except (OSError, ValueError):
            log.warning("A file to be sent is not there")
            return None
        log.error("A file to be sent lies outside the allowed folders")
        return None

    async def _pour(self, file: BinaryIO, part: range, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        gone = asyncio.ensure_future(disconnected(receive))
        left = len(part)
        file.seek(part.start)
        try:
            # A server swallows what is sent to a browser that has left.
            while left and not gone.done():
                data = await loop.run_in_executor(self._readers, file.read, min(CHUNK, left))
                if not data:
                    raise OSError("file became shorter while it was sent")
                left -= len(data)
                await send({"type": "http.response.body", "body": data, "more_body": left > 0})
        finally:
            gone.cancel()


def _file_of(start: Message) -> str:
    name = header(start["headers"], b"x-sendfile") or ""
    # The way that Django writes a header with letters beyond Latin-1.
    if name.startswith("=?"):
        name = str(make_header(decode_header(name)))
    return name if start["status"] == 200 else ""


async def _begin(scope: Scope, send: Send, headers: Headers, size: int) -> range | None:
    """Sends status and headers; the bytes that are to follow, None where none are."""
    part = wanted(scope, headers, size)
    if part is None:
        await respond(send, 416, [(b"content-range", b"bytes */%d" % size)])
        return None
    partial = len(part) < size
    kept = [
        (name, value)
        for name, value in headers
        if name.lower() not in (b"x-sendfile", b"content-length")
    ]
    kept += [(b"content-length", b"%d" % len(part)), (b"accept-ranges", b"bytes")]
    if partial:
        kept.append((b"content-range", b"bytes %d-%d/%d" % (part.start, part.stop - 1, size)))
    await send({"type": "http.response.start", "status": 206 if partial else 200, "headers": kept})
    if scope["method"] != "HEAD" and part:
        return part
    await send({"type": "http.response.body", "body": b""})
    return None


def wanted(scope: Scope, headers: Headers, size: int) -> range | None:
    """The bytes asked for: all where the question is odd, None where there are none."""
    asked = RANGE.fullmatch(header(scope["headers"], b"range") or "")
    if scope["method"] != "GET" or not asked or not (asked["first"] or asked["last"]):
        return range(size)
    condition = header(scope["headers"], b"if-range")
    if condition is not None and condition != header(headers, b"etag"):
        return range(size)
    if not asked["first"]:
        part = range(max(0, size - int(asked["last"])), size)
    elif asked["last"] and int(asked["last"]) < int(asked["first"]):
        return range(size)
    else:
        last = int(asked["last"]) if asked["last"] else size - 1
        part = range(int(asked["first"]), min(last + 1, size))
    return part or None
