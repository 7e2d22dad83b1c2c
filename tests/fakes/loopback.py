"""A small HTTP server on loopback that answers as the test says and remembers all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Seen:
    method: str
    path: str  # raw, with the query
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    pieces: list[bytes] | None = None  # sent one by one, without a length, then closed
    pause: float = 0.0  # seconds before each piece


class Server:
    def __init__(self, answer: Callable[[Seen], Answer] | None = None) -> None:
        self.answer = answer or (lambda seen: Answer())
        self.seen: list[Seen] = []
        self.connections = 0
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, self))
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return self.http.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


@contextmanager
def serving(answer: Callable[[Seen], Answer] | None = None) -> Iterator[Server]:
    server = Server(answer)
    try:
        yield server
    finally:
        server.close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, owner: Server, *args: Any) -> None:
        self.owner = owner
        owner.connections += 1
        super().__init__(*args)

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        seen = Seen(self.command, self.path, headers, body)
        self.owner.seen.append(seen)
        self.send(self.owner.answer(seen))

    do_POST = do_PUT = do_DELETE = do_GET

    def send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = dict(answer.headers)
        # A given length is a lie, or it would not be given.
        if answer.pieces is not None or "content-length" in headers:
            self.close_connection = True
        else:
            headers["content-length"] = str(len(answer.body))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.pour(answer)

    def pour(self, answer: Answer) -> None:
        try:
            for piece in [answer.body] if answer.pieces is None else answer.pieces:
                time.sleep(answer.pause)
                self.wfile.write(piece)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the tests read `seen` instead."""
