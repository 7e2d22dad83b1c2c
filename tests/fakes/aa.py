"""AA on loopback: four routes, two vocabularies, and as strict as its model docs."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from tests.fakes.base import Answer, FakeVendor, Request, Task, scenario_of

SORA = "/api/v1/aa/openapi/sora/tasks"
SORA_QUERY = "/api/v1/aa/sora/tasks/"
CHAT = "/v1/chat/completions"
IMAGES = "/v1/images/generations"
TASKS = "/v1/tasks/"

SORA_WORDS = {"queued": "queued", "running": "processing", "done": "completed"}
TASK_WORDS = {"queued": "queued", "running": "running", "done": "succeeded"}
PROGRESS = {"queued": 0, "running": 58, "done": 100, "late_url": 100, "no_url": 100}
FIELDS = {
    SORA: {"prompt", "model_code", "image_url", "reference_image_name"},
    CHAT: {"model", "stream", "messages", "aspect_ratio", "size", "quality"},
    IMAGES: {"model", "prompt", "aspect_ratio", "size", "quality", "resolution_preset"}
    | {"image1", "image2", "image3", "images", "num_images", "async"},
}
WENT_WRONG = {
    "fail": ("generation_failed", "The upstream model failed"),
    "policy_late": ("content_policy_violation", "The result was blocked by the safety filter"),
    "refunded": ("upstream_error", "The upstream model failed, the price was refunded"),
    "cancelled": ("stopped", "The task was stopped"),
}
REFUSED = {
    "busy": Answer(503, {"detail": "Too many tasks are running"}, {"retry-after": "1"}),
    "rate_limited": Answer(429, {"detail": "Too many requests"}, {"retry-after": "1"}),
    "auth": Answer(401, {"detail": "Invalid API key"}),
    "balance": Answer(402, {"detail": "Insufficient balance"}),
    "invalid": Answer(
        422, {"detail": [{"loc": ["body", "prompt"], "msg": "This prompt cannot be read"}]}
    ),
    "policy": Answer(400, {"detail": "The prompt violates the content policy"}),
    "offline": Answer(503, {"detail": "This model is offline"}, {"retry-after": "60"}),
}


class FakeAA(FakeVendor):
    key = "aa_live_test"

    def is_submit(self, request: Request) -> bool:
        return request.method == "POST" and request.path in FIELDS

    def submit(self, request: Request) -> Answer | None:
        return self.not_let_in(request) or misused(request) or super().submit(request)

    def not_let_in(self, request: Request) -> Answer | None:
        known = request.headers.get("x-api-key") == self.key
        return None if known else REFUSED["auth"]

    def prompt(self, request: Request) -> str:
        return request.json["prompt"] if "prompt" in request.json else words(request.json)

    def create(self, request: Request) -> Task:
        sora, body = request.path == SORA, request.json
        number = next(self.numbers)
        prompt = self.prompt(request)
        video = sora or body["model"].startswith(("veo", "firefly-veo"))
        return Task(
            id=f"task_202604150001_{number:08d}" if sora else f"evt_20260415_{number:08d}",
            body=body,
            scenario=scenario_of(prompt),
            kind="video" if video else "image",
            extra={"path": request.path, "prompt": prompt},
        )

    def accepted(self, task: Task) -> Answer:
        path = task.extra["path"]
        if path == SORA:
            return Answer(200, sora_task(task, "queued", ""))
        if task.kind == "image" and not task.body.get("async"):
            return self.picture_now(task, path)
        made = {"id": task.id, "object": "video.task", "created": 1776182400}
        if path == CHAT:
            nested = plain_task(task, "queued", "")
        else:
            nested = {
                "task_id": task.id,
                "status": "queued",
                "progress": 0,
                "result_image_url": None,
            }
        return Answer(200, made | {"model": task.body["model"], "task": nested})

    def picture_now(self, task: Task, path: str) -> Answer:
        """A synchronous answer; what goes wrong late elsewhere goes wrong at once here."""
        if path == CHAT:
            return Answer(200, chat_answer(task, self.spoken(task)))
        if task.scenario in WENT_WRONG:
            code, message = WENT_WRONG[task.scenario]
            return Answer(200, {"error_code": code, "error_message": message})
        urls = [None] if task.scenario == "no_url" else self.result_urls(task)
        data = [{"url": url} for url in urls]
        return Answer(200, {"created": 1776182400, "model": task.body["model"], "data": data})

    def spoken(self, task: Task) -> str:
        if task.scenario == "policy_late":
            return "I can't help with that picture."
        if task.scenario == "no_url":
            return ""
        if task.scenario in WENT_WRONG:
            return WENT_WRONG[task.scenario][1]
        return "\n".join(f"![Generated Image]({url})" for url in self.result_urls(task))

    def refused(self, scenario: str) -> Answer:
        return REFUSED[scenario]

    def status(self, request: Request) -> Answer:
        if answer := self.not_let_in(request):
            return answer
        sora = request.path.startswith(SORA_QUERY)
        task = self.tasks.get(unquote(request.path.removeprefix(SORA_QUERY if sora else TASKS)))
        if request.method != "GET" or task is None or sora != (task.extra["path"] == SORA):
            return Answer(404, {"detail": "Task not found"})
        return self.shown(task, self.look(task))

    def shown(self, task: Task, state: str) -> Answer:
        faults = {
            "poll_500": Answer(500, b"upstream broke"),
            "poll_429": Answer(429, {"detail": "Too many requests"}, {"retry-after": "1"}),
            "poll_html": Answer(200, b"<html>gateway</html>"),
            "poll_404": Answer(404, {"detail": "Task not found"}),
        }
        if state in faults:
            return faults[state]
        url = self.result_urls(task)[0] if state in ("done", "partial") else ""
        sora = task.extra["path"] == SORA
        return Answer(200, sora_task(task, state, url) if sora else plain_task(task, state, url))


def status_word(task: Task, state: str, vocabulary: dict[str, str]) -> str:
    if state in vocabulary:
        return vocabulary[state]
    if state in WENT_WRONG:
        return "refunded" if state == "refunded" else "failed"
    if state == "late_url":  # full progress first, then success, and only then the URL
        return vocabulary["running" if task.polls == 1 else "done"]
    words = {"unknown_word": "warming_up", "no_url": vocabulary["done"]}
    words["partial"] = vocabulary["done"]
    return words.get(state, vocabulary["running"])


def progress(task: Task, state: str) -> int:
    if state == "backwards":
        return 80 if task.polls == 1 else 20
    return PROGRESS.get(state, 36)


def sora_task(task: Task, state: str, url: str) -> dict[str, Any]:
    reference = task.body.get("image_url")
    ended = bool(url) or state in WENT_WRONG
    return {
        "task_id": task.id,
        "model_code": task.body.get("model_code", "sora_studio"),
        "status": status_word(task, state, SORA_WORDS),
        "progress": progress(task, state),
        "prompt": task.extra["prompt"],
        "image_url": reference,
        "reference_image_url": reference,
        "reference_image_name": task.body.get("reference_image_name"),
        "video_url": url or None,
        "has_reference_image": bool(reference),
        "has_video": bool(url),
        "error_message": WENT_WRONG[state][1] if state in WENT_WRONG else None,
        "price_usd": 0.65,
        "refunded_usd": 0.65 if state == "refunded" else 0.0,
        "created_at": "2026-04-15T00:01:00",
        "completed_at": "2026-04-15T00:04:00" if ended else None,
    }


def plain_task(task: Task, state: str, url: str) -> dict[str, Any]:
    code, message = WENT_WRONG.get(state, (None, None))
    return {
        "task_id": task.id,
        "status": status_word(task, state, TASK_WORDS),
        "model": task.body["model"],
        "prompt": task.extra["prompt"],
        "progress": progress(task, state),
        "created_at": "2026-04-15T00:00:00",
        "updated_at": "2026-04-15T00:01:12",
        "finished_at": "2026-04-15T00:01:12" if url or code else None,
        "image_url": None,
        "video_url": url or None if task.kind == "video" else None,
        "result_image_url": url or None if task.kind == "image" else None,
        "expires_in": 86400 if url else None,
        "error_code": code,
        "error_message": message,
    }


def chat_answer(task: Task, content: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "id": f"chatcmpl_{task.id[-8:]}",
        "object": "chat.completion",
        "created": 1776182400,
        "model": task.body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }


def parts(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What user messages hold: AA reads no others."""
    contents = [item["content"] for item in body["messages"] if item["role"] == "user"]
    lists = [[{"type": "text", "text": c}] if isinstance(c, str) else c for c in contents]
    return [part for items in lists for part in items]


def words(body: dict[str, Any]) -> str:
    return "\n".join(part["text"] for part in parts(body) if part["type"] == "text")


def misused(request: Request) -> Answer | None:
    """Refuses what the model docs do not allow."""
    body = request.json
    problem = ", ".join(sorted(set(body) - FIELDS[request.path]))
    checks = {SORA: misused_sora, CHAT: misused_chat, IMAGES: misused_images}
    problem = problem or checks[request.path](body)
    if not problem:
        return None
    return Answer(422, {"detail": [{"loc": ["body", problem], "msg": "Not allowed here"}]})


def misused_sora(body: dict[str, Any]) -> str:
    known = body.get("model_code", "sora_studio") in ("sora_studio", "sora_fast")
    return ("" if known else "model_code") or lengths(body, 3)


def misused_chat(body: dict[str, Any]) -> str:
    pictures = [part for part in parts(body) if part["type"] == "image_url"]
    most = 2 if body["model"].startswith(("veo", "firefly-veo")) else 6
    short = body["model"] in ("veo", "veo_fast", "veo_3_fast", "nanobanana", "nanobanana_pro")
    if body.get("stream"):
        return "stream"
    if "aspect_ratio" in body and not short:
        return "aspect_ratio"
    return "messages" if len(pictures) > most or not words(body).strip() else ""


def misused_images(body: dict[str, Any]) -> str:
    numbered = [body[name] for name in ("image1", "image2", "image3") if name in body]
    if len(numbered) + len(body.get("images", [])) > 6:
        return "images"
    if body.get("quality", "2k") not in ("1k", "2k", "4k", "hd", "ultra"):
        return "quality"
    return lengths(body, 1) or ("" if body.get("num_images", 1) == 1 else "num_images")


def lengths(body: dict[str, Any], least: int) -> str:
    return "" if least <= len(body.get("prompt", "")) <= 4000 else "prompt"
