"""DYU on loopback: pictures behind `/v1/videos`, errors in the manner of new-api."""

from __future__ import annotations

from typing import Any

from tests.fakes.base import Answer, FakeVendor, Request, Task, picture, scenario_of

REFUSALS: dict[str, tuple[int, str, str]] = {
    "busy": (503, "", "Overloaded, try again"),
    "rate_limited": (429, "rate_limit_exceeded", "Too many requests"),
    "auth": (401, "invalid_token", "Invalid token"),
    "balance": (403, "insufficient_user_quota", "用户额度不足"),
    "invalid": (400, "invalid_request", "metadata.aspectRatio is not allowed"),
    "policy": (400, "sensitive_words_detected", "sensitive words detected"),
    "offline": (503, "model_not_found", "无可用渠道"),
}
FAILURES = {
    "fail": "generation failed",
    "refunded": "generation failed",
    "partial": "generation failed",
    "policy_late": "prompt violates the content policy",
}


class FakeDyu(FakeVendor):
    def is_submit(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/v1/videos"

    def prompt(self, request: Request) -> str:
        return str(request.json["prompt"])

    def create(self, request: Request) -> Task:
        number = next(self.numbers)
        body = request.json
        return Task(id=f"task_nano_{number}", body=body, scenario=scenario_of(body["prompt"]))

    def accepted(self, task: Task) -> Answer:
        return Answer(200, self.object(task) | {"status": "queued", "progress": 0})

    def refused(self, scenario: str) -> Answer:
        status, code, message = REFUSALS[scenario]
        headers = {"retry-after": "1"} if scenario in ("busy", "rate_limited") else {}
        error = {"message": message, "type": "new_api_error", "code": code}
        return Answer(status, {"error": error}, headers)

    def status(self, request: Request) -> Answer:
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return self.refused("auth")
        path = request.path.removesuffix("/content")
        task = self.tasks.get(path.rpartition("/")[2])
        if task is None:
            return missing()
        state = self.look(task)
        return content(state) if path != request.path else self.seen_as(task, state)

    def seen_as(self, task: Task, state: str) -> Answer:
        match state:
            case "poll_500":
                return Answer(500, b"upstream broke")
            case "poll_429":
                return self.refused("rate_limited")
            case "poll_html":
                return Answer(200, b"<html>gateway</html>")
            case "poll_404":
                return missing()
        return Answer(200, self.object(task) | self.news(task, state))

    def object(self, task: Task) -> dict[str, Any]:
        model = task.body["model"]
        return {"id": task.id, "object": "image", "model": model, "created": 1709876543}

    def news(self, task: Task, state: str) -> dict[str, Any]:
        match state:
            case "queued":
                return {"status": "queued", "progress": 0}
            case "review" | "unknown_word":
                return {"status": "polishing", "progress": 40}
            case "backwards":
                return {"status": "processing", "progress": 80 // task.polls}
            case "cancelled":
                return {"status": "canceled", "progress": 50}
            case "late_url" | "no_url":
                return {"status": "completed", "progress": 100}
            case "fail" | "refunded" | "partial" | "policy_late":
                return {"status": "failed", "progress": 60, "fail_reason": FAILURES[state]}
            case "done":
                url = self.result_urls(task)[0]
                return {"status": "completed", "progress": 100, "url": url}
        return {"status": "processing", "progress": min(90, 30 * task.polls)}


def content(state: str) -> Answer:
    """The content route: the picture itself, or a 400 that names the state."""
    if state == "done":
        return Answer(200, picture(), {"content-type": "image/png"})
    word = {"queued": "QUEUED", "fail": "FAILURE"}.get(state, "IN_PROGRESS")
    text = f"Task is not completed yet, current status: {word}"
    return Answer(400, {"error": {"message": text, "type": "invalid_request_error"}})


def missing() -> Answer:
    return Answer(400, {"code": "task_not_exist", "message": "task_not_exist", "data": None})
