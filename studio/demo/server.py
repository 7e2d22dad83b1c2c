"""The demo vendor's HTTP side: a plain ASGI app that stores nothing."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.demo import draw, film, script
from studio.demo.ticket import Ticket

Scope = Mapping[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LARGEST_BODY = 64_000_000  # references may come inline
BUSY = 4.0  # seconds
REMEMBERED = 1000  # submissions that were refused as busy
DRAWN_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    mime: str = "application/json"
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    path: str
    host: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class DemoVendor:
    """An ASGI app. All times are divided by `speed`."""

    def __init__(self, speed: float = 1.0, clock: Callable[[], float] = time.time) -> None:
        self.speed = speed
        self.clock = clock
        self.drawing = asyncio.Semaphore(DRAWN_AT_ONCE)
        # Not a task's state: forgetting it refuses a #busy task for some seconds more.
        self.refused: OrderedDict[str, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            asked = await _read(scope, receive)
            await _reply(send, await self.answer(asked) if asked else _TOO_LARGE)

    async def answer(self, asked: Asked) -> Answer:
        if asked.path == "/v1/tasks":
            return self.create(asked) if asked.method == "POST" else _NOT_ALLOWED
        if asked.method != "GET":
            return _NOT_ALLOWED
        if match := re.fullmatch(r"/v1/tasks/([\w-]+)", asked.path):
            return await self.status(match[1], asked.host)
        if match := re.fullmatch(r"/v1/files/([\w-]+)/(\d)\.(png|mp4)", asked.path):
            return await self.file(match[1], int(match[2]), match[3])
        return _NOT_FOUND

    def create(self, asked: Asked) -> Answer:
        try:
            body = json.loads(asked.body)
            ticket = Ticket.issue(body, self.clock())
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            return _error(422, "invalid_params", str(error))
        refusal = script.REFUSALS.get(ticket.word)
        if refusal is None:
            return _json(201, {"id": ticket.pack()})
        if ticket.word == "busy":
            return self._busy(refusal, asked, ticket)
        if not refusal.code:
            return Answer(refusal.status, b"Internal Server Error", "text/plain")
        return _error(refusal.status, refusal.code, refusal.message)

    def _busy(self, refusal: script.Refusal, asked: Asked, ticket: Ticket) -> Answer:
        """One submission, however often it is sent, is refused for the first seconds."""
        key = asked.headers.get("idempotency-key") or str(ticket.digest)
        now = self.clock()
        first = self.refused.setdefault(key, now)
        while len(self.refused) > REMEMBERED:
            self.refused.popitem(last=False)
        left = first + BUSY / self.speed - now
        if left <= 0:
            del self.refused[key]
            return _json(201, {"id": ticket.pack()})
        return _error(refusal.status, refusal.code, refusal.message, retry_after=round(left))

    async def status(self, task_id: str, host: str) -> Answer:
        try:
            ticket = Ticket.read(task_id)
        except ValueError:
            return _NOT_FOUND
        elapsed = self._elapsed(ticket)
        state = script.state(ticket.word, ticket.usual, elapsed)
        if state["status"] == "succeeded":
            state["results"] = _results(ticket, f"http://{host}/v1/files/{task_id}", elapsed)
            state["seed"] = ticket.seed
        if step := script.preview(ticket.word, ticket.usual, elapsed):
            state["preview"] = await self.preview(ticket, step)
        # A review takes hours elsewhere, where nobody asks every second.
        soon = [(b"retry-after", b"1")] if state["status"] == "in_review" else []
        return _json(200, state, *soon)

    async def preview(self, ticket: Ticket, step: int) -> str:
        size, place = (ticket.width, ticket.height), ticket.place(0)
        async with self.drawing:
            content = await asyncio.to_thread(
                draw.sketch, size, ticket.scene, place, step, script.PREVIEWS
            )
        return f"data:image/webp;base64,{base64.b64encode(content).decode()}"

    async def file(self, task_id: str, index: int, suffix: str) -> Answer:
        try:
            ticket = Ticket.read(task_id)
        except ValueError:
            return _NOT_FOUND
        made = _results(ticket, "", self._elapsed(ticket))
        status = script.state(ticket.word, ticket.usual, self._elapsed(ticket))["status"]
        exists = index < len(made) and "url" in made[index] and status == "succeeded"
        if not exists or suffix != _suffix(ticket):
            return _NOT_FOUND
        if not script.SCRIPTS.get(ticket.word, script.PLAIN).saved:
            return _error(500, "upstream_failed", "The file cannot be read.")
        async with self.drawing:
            content = await asyncio.to_thread(render, ticket, index)
        return Answer(200, content, "video/mp4" if ticket.video else "image/png")

    def _elapsed(self, ticket: Ticket) -> float:
        return (self.clock() - ticket.started / 1000) * self.speed


def render(ticket: Ticket, index: int) -> bytes:
    """The bytes of one result: the same ones every time."""
    size, place = (ticket.width, ticket.height), ticket.place(index)
    if ticket.video:
        audio = bool(ticket.audio)
        return film.clip(size, ticket.scene, place, ticket.caption, ticket.seconds, audio)
    return draw.picture(size, ticket.scene, place, ticket.caption)


def _results(ticket: Ticket, folder: str, elapsed: float) -> list[dict[str, Any]]:
    if not script.has_urls(ticket.word, ticket.usual, elapsed):
        return []
    suffix = _suffix(ticket)
    found: list[dict[str, Any]] = [
        {"url": f"{folder}/{index}.{suffix}"} for index in range(ticket.outputs)
    ]
    if script.SCRIPTS.get(ticket.word, script.PLAIN).incomplete and len(found) > 1:
        found[-1] = {"error": {"code": "upstream_failed", "message": "This one failed."}}
    return found


def _suffix(ticket: Ticket) -> str:
    return "mp4" if ticket.video else "png"


def _json(status: int, data: Any, *headers: tuple[bytes, bytes]) -> Answer:
    return Answer(status, json.dumps(data).encode(), headers=headers)


def _error(status: int, code: str, message: str, *, retry_after: int | None = None) -> Answer:
    headers = [] if retry_after is None else [(b"retry-after", b"%d" % max(0, retry_after))]
    return _json(status, {"error": {"code": code, "message": message}}, *headers)


_NOT_FOUND = _error(404, "not_found", "There is no such task or file.")
_NOT_ALLOWED = _error(405, "invalid_params", "This address does not take that method.")
_TOO_LARGE = _error(413, "invalid_params", "The request is too large.")


async def _read(scope: Scope, receive: Receive) -> Asked | None:
    """The whole request; None where its body is too large."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            return None
    host = headers.get("host", "127.0.0.1")
    return Asked(scope["method"], scope["path"], host, headers, bytes(body))


async def _reply(send: Send, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.mime.encode()),
        (b"content-length", b"%d" % len(answer.body)),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
