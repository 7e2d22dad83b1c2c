"""SeedHorse on loopback: ids beyond 2**53, whole-number states, one key makes one task."""

from __future__ import annotations

from typing import Any

from tests.fakes.base import Answer, FakeVendor, Request, Task, scenario_of

FIRST_ID = 2**53 + 1  # odd: a double cannot hold it
REFUSALS: dict[str, tuple[int, int, str]] = {
    "busy": (200, 60002, "Billing lock busy, please retry"),
    "rate_limited": (429, 429, "Too many requests"),
    "auth": (401, 20008, "Invalid API Key"),
    "balance": (200, 60001, "Insufficient credits"),
    "invalid": (200, 50009, "Aspect ratio not supported"),
    "policy": (200, 50014, "Reference content failed safety review"),
    "offline": (200, 40003, "Model does not exist or has been offline"),
}
FAILURES = {
    "fail": "Generation failed",
    "refunded": "Generation failed",
    "policy_late": "Blocked by the safety review",
}


class FakeSeedHorse(FakeVendor):
    def is_submit(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/api/v1/task/generate"

    def prompt(self, request: Request) -> str:
        return str(request.json["prompt"])

    def create(self, request: Request) -> Task:
        key = request.headers.get("x-idempotency-key", "")
        known = (task for task in self.tasks.values() if key and task.key == key)
        return next(known, None) or self.new_task(request, key)

    def new_task(self, request: Request, key: str) -> Task:
        body = request.json
        return Task(
            id=str(FIRST_ID + next(self.numbers)),
            body=body,
            scenario=scenario_of(body["prompt"]),
            kind="image" if "imageCount" in body else "video",
            outputs=body.get("imageCount", 1),
            key=key,
        )

    def accepted(self, task: Task) -> Answer:
        data = {"taskId": int(task.id), "taskNo": f"TN{task.id}", "estimatedCredits": 12}
        return envelope(0, "success", data)

    def refused(self, scenario: str) -> Answer:
        status, code, message = REFUSALS[scenario]
        headers = {"retry-after": "1"} if status == 429 else {}
        return Answer(status, {"code": code, "message": message, "data": None}, headers)

    def status(self, request: Request) -> Answer:
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return self.refused("auth")
        task = self.tasks.get(request.path.rpartition("/")[2])
        if task is None:
            return envelope(40002, "Task does not exist", None)
        return self.seen_as(task, self.look(task))

    def seen_as(self, task: Task, state: str) -> Answer:
        match state:
            case "poll_500":
                return Answer(500, b"upstream broke")
            case "poll_429":
                return self.refused("rate_limited")
            case "poll_html":
                return Answer(200, b"<html>gateway</html>")
            case "poll_404":
                return envelope(40002, "Task does not exist", None)
        return envelope(0, "success", self.data(task, state))

    def data(self, task: Task, state: str) -> dict[str, Any]:
        common = {
            "taskId": int(task.id),
            "taskName": task.body["taskName"],
            "taskType": 1 if task.kind == "video" else 2,
            "genMethod": task.body["type"],
            "seed": -1,
            "failReason": None,
            "results": [],
        }
        return common | self.news(task, state)

    def news(self, task: Task, state: str) -> dict[str, Any]:
        match state:
            case "queued":
                return {"taskStatus": 0, "progress": 0}
            case "review":
                return {"taskStatus": 4, "progress": 40}
            case "unknown_word":
                return {"taskStatus": 9, "progress": 40}
            case "backwards":
                return {"taskStatus": 1, "progress": 80 // task.polls}
            case "cancelled":
                return {"taskStatus": 5, "progress": 50}
            case "late_url" | "no_url":
                return {"taskStatus": 2, "progress": 100}
            case "fail" | "refunded" | "policy_late":
                return {"taskStatus": 3, "progress": 60, "failReason": FAILURES[state]}
            case "done" | "partial":
                failed = 1 if state == "partial" else 0
                return {"taskStatus": 2, "progress": 100, "results": self.results(task, failed)}
        return {"taskStatus": 1, "progress": min(90, 30 * task.polls)}

    def results(self, task: Task, failed: int) -> list[dict[str, Any]]:
        made = self.result_urls(task)[: task.outputs - failed]
        bad = {"fileUrl": None, "subStatus": 2, "failReason": "Generation failed"}
        return [{"fileUrl": url, "subStatus": 1} for url in made] + [bad] * failed


def envelope(code: int, message: str, data: Any) -> Answer:
    return Answer(200, {"code": code, "message": message, "data": data})
