"""GrsAI on loopback, with its three reply types.

Besides base.py's scenarios: `[cut_stream]` breaks a stream after the id, `[plain_error]`
answers a stream with plain JSON. A task made with `json` or `stream` cannot be asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.fakes.base import Answer, FakeVendor, Request, Task, scenario_of

WRONG_KEY = "sk-wrong"
DENIED = Answer(401, {"error": "apikey error"})
REFUSALS = {
    "busy": Answer(503, {"error": "busy"}, {"retry-after": "1"}),
    "rate_limited": Answer(429, {"error": "rate limit"}, {"retry-after": "1"}),
    "auth": DENIED,
    "balance": Answer(400, {"id": "", "status": "failed", "error": "insufficient credits"}),
    "invalid": Answer(400, {"id": "", "status": "failed", "error": "image upload failed"}),
    "policy": Answer(400, {"id": "", "status": "violation", "error": "input moderation"}),
    "offline": Answer(400, {"id": "", "status": "failed", "error": "model under maintenance"}),
}
NOT_FOUND = Answer(404, {"error": "task not found"})
FAULTS = {
    "poll_500": Answer(500, {"error": "internal"}),
    "poll_429": Answer(429, {"error": "rate limit"}, {"retry-after": "1"}),
    "poll_html": Answer(200, b"<html>gateway</html>"),
    "poll_404": NOT_FOUND,
}


class FakeGrsAI(FakeVendor):
    credits = 4200

    def handle(self, request: Request) -> Answer | None:
        if request.headers.get("authorization") == f"Bearer {WRONG_KEY}":
            return DENIED
        return super().handle(request)

    def is_submit(self, request: Request) -> bool:
        return (request.method, request.path) == ("POST", "/v1/api/generate")

    def prompt(self, request: Request) -> str:
        return str(request.json["prompt"])

    def create(self, request: Request) -> Task:
        body = request.json
        number = next(self.numbers)
        task_id = f"{number}-5f3cf761-a4bb-486a-8016-{number:012d}"
        found = Task(task_id, body, scenario_of(self.prompt(request)))
        found.extra["reply_type"] = body.get("replyType", "json")
        return found

    def accepted(self, task: Task) -> Answer:
        reply_type = task.extra["reply_type"]
        if reply_type == "async":
            return Answer(200, {"id": task.id, "status": "running"})
        if task.scenario == "plain_error":
            return Answer(200, {"id": "", "status": "failed", "error": "insufficient credits"})
        if reply_type == "stream":
            return Answer(200, self.events(task))
        return Answer(200, self.told(task, self.end(task)))

    def events(self, task: Task) -> Iterator[bytes | None]:
        """Two events of progress, then the verdict; a cut leaves out all but the first."""
        yield _event({"id": task.id, "status": "running", "progress": 1})
        if task.scenario == "cut_stream":
            yield None
        yield _event({"id": task.id, "status": "running", "progress": 60})
        yield _event(self.told(task, self.end(task)))
        yield b"data: [DONE]\n\n"

    def end(self, task: Task) -> str:
        return task.scenario or "done"

    def refused(self, scenario: str) -> Answer:
        return REFUSALS[scenario]

    def status(self, request: Request) -> Answer:
        if request.path == "/client/openapi/getAPIKeyCredits":
            return self.balance(request)
        task = self.tasks.get(request.query.get("id", ""))
        if request.path != "/v1/api/result" or task is None:
            return NOT_FOUND
        if task.extra["reply_type"] != "async":
            return NOT_FOUND
        state = self.look(task)
        return FAULTS[state] if state in FAULTS else Answer(200, self.told(task, state))

    def balance(self, request: Request) -> Answer:
        if request.json.get("apiKey") == WRONG_KEY:
            return Answer(200, {"code": -1, "msg": "apikey error", "data": None})
        return Answer(200, {"code": 0, "msg": "success", "data": {"credits": self.credits}})

    def told(self, task: Task, state: str) -> dict[str, Any]:
        """The task object in a state or scenario."""
        running = {"status": "running", "progress": min(task.polls * 30, 99)}
        results = [{"url": url} for url in self.result_urls(task)]
        done = {"status": "succeeded", "progress": 100, "results": results, "error": ""}
        words: dict[str, dict[str, Any]] = {
            "queued": running,
            "running": running,
            "stuck": running,
            "review": running,
            "unknown_word": {"status": "rehearsing", "progress": 40},
            "backwards": {"status": "running", "progress": max(0, 90 - 40 * task.polls)},
            "late_url": {"status": "succeeded", "progress": 100, "results": []},
            "no_url": {"status": "succeeded", "progress": 100},
            "partial": done | {"results": [*results, {"url": ""}]},
            "fail": {"status": "failed", "error": "error"},
            "cancelled": {"status": "failed", "error": "cancelled"},
            "refunded": {"status": "failed", "error": "error"},
            "policy_late": {"status": "violation", "error": "output moderation"},
        }
        return {"id": task.id, **words.get(state, done)}


def _event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()
