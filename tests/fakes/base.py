"""A vendor on loopback: real HTTP, scripted by words in the prompt.

A scenario is a word in square brackets anywhere in the prompt: `a fox [late_url]`.
Without one the task runs for `polls` looks and then succeeds.

submit: busy_once rate_limited_once 500_before 500_after cut_before cut_after html slow
        auth balance invalid policy offline
status: fail policy_late refunded cancelled review unknown_word backwards late_url
        no_url poll_500 poll_429 poll_html poll_404 stuck partial
result: expired wrong_type redirect redirect_inside truncated expired_once
"""

from __future__ import annotations

import io
import json
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Task:
    id: str
    body: dict[str, Any]
    scenario: str
    kind: str = "image"
    outputs: int = 1
    polls: int = 0
    key: str = ""  # idempotency key, where the vendor has one
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Answer:
    status: int
    data: Any  # JSON, bytes sent as they are, or an iterator of events (None cuts it)
    headers: dict[str, str] = field(default_factory=dict)


@cache
def picture(width: int = 96, height: int = 64) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (40, 110, 220)).save(file, "PNG")
    return file.getvalue()


@cache
def clip() -> bytes:
    """A second of H.264 in an MP4."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for shade in range(12):
            frame = Image.new("RGB", (96, 64), (shade * 20, 90, 140))
            container.mux(stream.encode(av.VideoFrame.from_image(frame)))
        container.mux(stream.encode())
    return file.getvalue()


class FakeVendor:
    """Subclasses say how one vendor spells things; this class does HTTP and the faults."""

    polls = 2  # looks before a task is done
    slow_seconds = 1.0

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.tasks: dict[str, Task] = {}
        self.created: Counter[str] = Counter()  # prompt -> tasks created for it
        self.seen: Counter[str] = Counter()  # (scenario, prompt) -> submissions seen
        self.fetched: Counter[str] = Counter()  # result path -> downloads
        self.numbers = count(1)
        self.lock = threading.RLock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def submissions(self) -> list[Request]:
        return [request for request in self.requests if self.is_submit(request)]

    def is_submit(self, request: Request) -> bool:
        raise NotImplementedError

    def prompt(self, request: Request) -> str:
        raise NotImplementedError

    def create(self, request: Request) -> Task:
        """A new task; the base class files it under its id."""
        raise NotImplementedError

    def accepted(self, task: Task) -> Answer:
        raise NotImplementedError

    def refused(self, scenario: str) -> Answer:
        """The vendor's spelling of busy, auth, balance, invalid, policy, offline…"""
        raise NotImplementedError

    def status(self, request: Request) -> Answer:
        """Every GET or POST that is no submission and no result file."""
        raise NotImplementedError

    def handle(self, request: Request) -> Answer | None:
        """The answer; None cuts the connection without one."""
        with self.lock:
            self.requests.append(request)
        if request.path.startswith("/files/"):
            return self.file(request)
        return self.submit(request) if self.is_submit(request) else self.status(request)

    def submit(self, request: Request) -> Answer | None:
        prompt = self.prompt(request)
        scenario = scenario_of(prompt)
        with self.lock:
            self.seen[prompt] += 1
            first = self.seen[prompt] == 1
        if scenario == "slow":
            time.sleep(self.slow_seconds)
        if scenario in ("busy_once", "rate_limited_once") and first:
            return self.refused(scenario.removesuffix("_once"))
        if scenario in ("auth", "balance", "invalid", "policy", "offline"):
            return self.refused(scenario)
        if scenario == "500_before":
            return Answer(500, b"upstream broke")
        if scenario == "cut_before":
            return None
        with self.lock:
            task = self.create(request)
            if task.id not in self.tasks:
                self.created[prompt] += 1
            self.tasks[task.id] = task
        faults = {
            "500_after": Answer(500, b"upstream broke"),
            "html": Answer(200, b"<html>gateway</html>"),
            "cut_after": None,
        }
        return faults[scenario] if scenario in faults else self.accepted(task)

    def look(self, task: Task) -> str:
        """Count one look at `task`; say what it is now: queued, running, done or a scenario.

        A passing scenario shows itself on the first two looks, a lasting one at the end.
        """
        with self.lock:
            task.polls += 1
        if task.scenario == "stuck":
            return "running"
        if task.scenario in PASSING and task.polls <= 2:
            return task.scenario
        if task.polls >= self.polls:
            return task.scenario if task.scenario in LASTING else "done"
        return "queued" if task.polls == 1 else "running"

    def result_urls(self, task: Task) -> list[str]:
        suffix = "mp4" if task.kind == "video" else "png"
        query = "?Expires=1&Signature=a%2Fb%2Bc"
        return [f"{self.url}/files/{task.id}/{i}.{suffix}{query}" for i in range(task.outputs)]

    def file(self, request: Request) -> Answer:
        _, _, task_id, name = request.path.split("/", 3)
        task = self.tasks.get(task_id)
        scenario = task.scenario if task else ""
        with self.lock:
            self.fetched[request.path] += 1
        if task is None or scenario == "expired":
            return Answer(403, b"<Error>expired</Error>")
        if scenario == "expired_once" and self.fetched[request.path] == 1:
            return Answer(403, b"<Error>expired</Error>")
        if scenario == "wrong_type":
            return Answer(200, b"<html>not a picture</html>", {"content-type": "image/png"})
        if scenario == "redirect" and "hop" not in request.query:
            return Answer(302, b"", {"location": f"{self.url}{request.path}?hop=1"})
        if scenario == "redirect_inside":
            return Answer(302, b"", {"location": "http://169.254.169.254/latest/meta-data"})
        content = clip() if name.endswith(".mp4") else picture(96 + int(name[0]), 64)
        if scenario == "truncated":
            content = content[: len(content) // 2]
        return Answer(200, content, {"content-type": "application/octet-stream"})


PASSING = {
    "review",
    "unknown_word",
    "backwards",
    "late_url",
    "poll_500",
    "poll_429",
    "poll_html",
    "poll_404",
}
LASTING = {"fail", "policy_late", "refunded", "cancelled", "no_url", "partial"}


def scenario_of(prompt: str) -> str:
    match = re.search(r"\[(\w+)\]", prompt)
    return match[1] if match else ""


def _handler(vendor: FakeVendor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = vendor.handle(Request(self.command, parts.path, query, headers, body))
            if answer is None:
                self.cut()
            else:
                _send(self, answer)

        do_POST = do_PUT = do_DELETE = do_GET

        def cut(self) -> None:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet: the tests read `requests` instead."""

    return Handler


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    if isinstance(answer.data, Iterator):
        _stream(handler, answer)
        return
    raw = isinstance(answer.data, bytes)
    body = answer.data if raw else json.dumps(answer.data).encode()
    headers = {"content-type": "text/html" if raw else "application/json"} | answer.headers
    handler.send_response(answer.status)
    for name, value in (headers | {"content-length": str(len(body))}).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def _stream(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    """Server-sent events in chunks, each as soon as it comes; a None ends them too early."""
    headers = {"content-type": "text/event-stream", "transfer-encoding": "chunked"}
    handler.close_connection = True
    handler.send_response(answer.status)
    for name, value in (headers | answer.headers).items():
        handler.send_header(name, value)
    handler.end_headers()
    for event in answer.data:
        if event is None:
            return
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
    handler.wfile.write(b"0\r\n\r\n")
