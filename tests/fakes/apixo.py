"""APIXO on loopback, with callbacks.

`callbacks` says how a task that asked for one is called back: `normal` once it is done,
`early` before the submission is answered, `duplicate` three times, `forged` for a task
that does not exist with a result of somebody else's, `none` never.
"""

from __future__ import annotations

import json
import threading
import time
from typing import Any, Literal

import httpx

from tests import loopback
from tests.fakes.base import Answer, FakeVendor, Request, Task, scenario_of

WRONG_KEY = "apixo-wrong"
SUBMIT, STATUS = "/api/v1/generateTask/", "/api/v1/statusTask/"
Callbacks = Literal["normal", "early", "duplicate", "forged", "none"]


def refusal(code: int, message: str, detail: str = "", after: str = "") -> Answer:
    data = {"error": detail} if detail else None
    headers = {"retry-after": after} if after else {}
    return Answer(code, {"code": code, "message": message, "data": data}, headers)


REFUSALS = {
    "busy": refusal(503, "Model unavailable", after="1"),
    "rate_limited": refusal(429, "Rate limit exceeded", after="1"),
    "auth": refusal(401, "Invalid API key"),
    "balance": refusal(402, "Insufficient credits"),
    "invalid": refusal(400, "Invalid request", "aspect_ratio is required"),
    "policy": refusal(403, "Content violates policy"),
    "offline": refusal(503, "Model unavailable"),
}
NOT_FOUND = refusal(404, "Task not found")
FAULTS = {
    "poll_500": refusal(500, "Internal error"),
    "poll_429": REFUSALS["rate_limited"],
    "poll_html": Answer(200, b"<html>gateway</html>"),
    "poll_404": NOT_FOUND,
}


class FakeApixo(FakeVendor):
    balance = 74.87
    callback_delay = 0.05

    def __init__(self, callbacks: Callbacks = "normal") -> None:
        self.callbacks = callbacks
        self.called_back: list[int] = []  # the HTTP status of every callback that arrived
        super().__init__()

    def handle(self, request: Request) -> Answer | None:
        if request.headers.get("authorization") == f"Bearer {WRONG_KEY}":
            return REFUSALS["auth"]
        return super().handle(request)

    def is_submit(self, request: Request) -> bool:
        return request.method == "POST" and request.path.startswith(SUBMIT)

    def prompt(self, request: Request) -> str:
        return str(request.json["input"]["prompt"])

    def create(self, request: Request) -> Task:
        model = request.path.removeprefix(SUBMIT)
        kind = "video" if model.startswith(("veo", "seedance")) else "image"
        task_id = f"task_{next(self.numbers):08d}"
        scenario = scenario_of(self.prompt(request))
        return Task(task_id, request.json, scenario, kind=kind, extra={"model": model})

    def accepted(self, task: Task) -> Answer:
        self.call_back(task)
        return Answer(200, {"code": 200, "message": "success", "data": {"taskId": task.id}})

    def refused(self, scenario: str) -> Answer:
        return REFUSALS[scenario]

    def status(self, request: Request) -> Answer:
        if request.path == "/api/v1/apikeys/current-balance":
            return Answer(200, {"code": 200, "message": "success", "data": self.balance})
        task = self.tasks.get(request.query.get("taskId", ""))
        if task is None or request.path != f"{STATUS}{task.extra['model']}":
            return NOT_FOUND
        state = self.look(task)
        return FAULTS[state] if state in FAULTS else Answer(200, self.told(task, state))

    def told(self, task: Task, state: str) -> dict[str, Any]:
        """The envelope around a task in a state or scenario."""
        urls = self.result_urls(task)
        words: dict[str, dict[str, Any]] = {
            "queued": {"state": "pending"},
            "running": {"state": "processing"},
            "review": {"state": "processing"},
            "backwards": {"state": "pending"},
            "unknown_word": {"state": "rehearsing"},
            "late_url": {"state": "success", "resultJson": '{"resultUrls": []}'},
            "no_url": {"state": "success"},
            "partial": {"state": "success", "resultJson": _packed([*urls, ""])},
            "fail": _failed("GENERATION_FAILED", "Generation failed"),
            "cancelled": _failed("PROCESSING_TIMEOUT", "Processing timeout"),
            "refunded": _failed("GENERATION_FAILED", "Generation failed"),
            "policy_late": _failed("CONTENT_VIOLATION", "Content violates safety guidelines"),
        }
        done = {"state": "success", "resultJson": _packed(urls), "costTime": 18_000}
        data = {"taskId": task.id, "createTime": 1_767_965_610_929, **words.get(state, done)}
        return {"code": 200, "message": "success", "data": data}

    def call_back(self, task: Task) -> None:
        """Post the end of a task where it was asked for; `early` waits until it was read."""
        if task.body.get("request_type") != "callback" or self.callbacks == "none":
            return
        thread = threading.Thread(target=self.deliver, args=(task,), daemon=True)
        thread.start()
        if self.callbacks == "early":
            thread.join(timeout=5)

    def deliver(self, task: Task) -> None:
        if self.callbacks != "early":
            time.sleep(self.callback_delay)
        body = self.told(task, task.scenario)
        if self.callbacks == "forged":
            stolen = {"taskId": "task_99999999", "resultJson": _packed(["https://evil.example/x"])}
            body["data"] |= stolen
        else:
            task.polls = self.polls
        for _ in range(3 if self.callbacks == "duplicate" else 1):
            self.post(task.body["callback_url"], body)

    def post(self, url: str, body: dict[str, Any]) -> None:
        """Three more attempts where the answer is not 200."""
        for attempt in range(4):
            try:
                status = loopback.post(url, json=body).status_code
            except httpx.HTTPError:
                status = 0
            self.called_back.append(status)
            if status == 200:
                return
            time.sleep(self.callback_delay * 2**attempt)


def _packed(urls: list[str]) -> str:
    return json.dumps({"resultUrls": urls})


def _failed(code: str, message: str) -> dict[str, Any]:
    return {"state": "failed", "failCode": code, "failMsg": message}
