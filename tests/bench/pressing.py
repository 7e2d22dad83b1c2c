"""Several people press Generate at once, each in turns with an empty request of their own."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from tests.bench.web import Web

EMPTY, CREATE = "GET /api/v1/me", "POST /api/v1/runs"
WARM_UP = 3  # turns of each person that do not count
RATE = 20  # runs a second, of all of them together


@dataclass
class Load:
    """So many people, each with so many turns of both requests."""

    web: Web
    model: str
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken: list[str] = field(default_factory=list)
    pause: float = 0.0

    def run(self, tokens: list[str], turns: int) -> dict[str, list[float]]:
        self.pause = len(tokens) / RATE  # between two of one person's, so long at most
        people = [threading.Thread(target=self._person, args=(text, turns)) for text in tokens]
        for thread in people:
            thread.start()
        for thread in people:
            thread.join()
        if self.broken:
            raise SystemExit(f"{len(self.broken)} requests failed: {self.broken[0]}")
        return self.times

    def _person(self, token: str, turns: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=60)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        for turn in range(turns + WARM_UP):
            wish = json.dumps({"model": self.model, "prompt": f"a fox {uuid.uuid4()}"})
            for name, body, status in ((EMPTY, None, 200), (CREATE, wish, 201)):
                time.sleep(random.uniform(0, self.pause))
                took = self._timed(connection, name, body, headers, status)
                if turn >= WARM_UP:
                    self.times[name].append(took)
        connection.close()

    def _timed(
        self,
        connection: http.client.HTTPConnection,
        name: str,
        body: str | None,
        headers: dict[str, str],
        status: int,
    ) -> float:
        method, path = name.split()
        began = time.perf_counter()
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        answer = reply.read()
        took = time.perf_counter() - began
        if reply.status != status:
            self.broken.append(f"{name}: {reply.status} {answer[:200]!r}")
        return took
