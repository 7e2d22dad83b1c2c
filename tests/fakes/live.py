"""The database's side of the live events, in memory, and a front that uses it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from studio.front import EventStream, Front, Pace


@dataclass(frozen=True)
class Change:
    id: int
    kind: str
    object_id: str
    audience: str


@dataclass
class FakeLive:
    """A cookie is the viewer's name; a viewer sees the audience of that name, and "all"."""

    rows: list[Change] = field(default_factory=list)
    guests: set[str] = field(default_factory=lambda: {"alice", "bob"})
    asked: list[str] = field(default_factory=list)
    broken: bool = False
    blind: bool = False  # `version` notices nothing

    def add(self, number: int, audience: str = "all", kind: str = "task") -> None:
        self.rows.append(Change(number, kind, f"object-{number}", audience))

    def authenticate(self, cookie):
        self._ask("authenticate")
        return cookie if cookie in self.guests else None

    def newest(self):
        self._ask("newest")
        return max((row.id for row in self.rows), default=0)

    def version(self):
        self._ask("version")
        return 0 if self.blind else len(self.rows)

    def changes(self, after):
        self._ask("changes")
        rows = sorted((row for row in self.rows if row.id > after), key=lambda row: row.id)
        return (rows[-1].id if rows else after), rows

    def may_see(self, viewer, change):
        return change.audience in ("all", viewer)

    def _ask(self, question):
        self.asked.append(question)
        if self.broken:
            raise OSError("database is away")


async def plain(scope, receive, send):
    """An inner application: `/file?path` sends a file, all else says hello."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"5")]
    if scope["path"] == "/file":
        headers.append((b"X-Sendfile", scope["query_string"]))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello"})


QUICK = Pace(tick=0.01, fallback=0.2, heartbeat=5, recheck=5, life=30, stall=0.2)

# For a server in a process of its own.
if root := os.environ.get("FRONT_ROOT"):
    application = Front(plain, EventStream(FakeLive(), QUICK), roots=[Path(root)])
