"""DYU (大洋芋): pictures behind a route for videos, in the manner of the gateway new-api.

From the DYU API documentation: `POST /v1/videos` takes `{"model", "prompt", "metadata"}`,
where every option must stand inside `metadata`, and answers with the object that the
query gives too: `{"id", "object": "image", "model", "status", "progress", "created",
"url"}`, `url` only when completed. It does not state the query route.
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import Field

from providers import errors
from providers.base import Provider
from providers.dyuapi.codes import CODES, refusal
from providers.dyuapi.tasks import (
    SUCCESS_CODES,
    failure,
    find_task,
    picture,
    result_link,
    state_of,
    unfinished,
)
from providers.params import Size
from providers.reading import (
    envelope_text,
    excerpt,
    identifier,
    mapping,
    percent,
    text,
    unreadable,
    word,
)
from providers.settings import VendorSettings
from providers.types import (
    Accepted,
    Call,
    Completed,
    Failed,
    GenerationRequest,
    Operation,
    Outcome,
    Output,
    Pending,
    Reply,
    Submitted,
    Succeeded,
)

WIRE_NAMES = {"aspect_ratio": "aspectRatio", "size": "imageSize"}
MADE_UP_ID = "task_nano_0"


class Settings(VendorSettings):
    """`query_path` may be `/v1/video/generations/{id}`, the gateway's other route.

    With `ask_content` tasks are asked at `content_path`, whose answer is the picture itself:
    for a vendor that completes tasks without ever showing a URL.
    """

    unverified: ClassVar[frozenset[str]] = frozenset(
        {"query_path", "content_path", "status_words", "result_ttl"}
    )

    submit_path: str = Field(default="/v1/videos", pattern="^/")
    query_path: str = Field(default="/v1/videos/{id}", pattern=r"^/.*\{id\}")
    content_path: str = Field(default="/v1/videos/{id}/content", pattern=r"^/.*\{id\}")
    ask_content: bool = False


class Dyu(Provider):
    slug = "dyuapi"
    label = "DYU API"
    base_url = "https://api.dyuapi.com"
    Settings = Settings

    def submit(self, request: GenerationRequest) -> Call:
        body: dict[str, Any] = {"model": request.upstream, "prompt": request.prompt}
        if metadata := _metadata(request):
            body["metadata"] = metadata
        return Call("POST", self.settings.submit_path, json=body)

    def read_submit(self, reply: Reply, request: GenerationRequest) -> Submitted:
        task = self._task(reply, submitting=True)
        task_id = identifier(task.get("id")) or identifier(task.get("task_id"))
        link = result_link(task)
        if link and self._state(task) == "succeeded":
            return Completed((Output(link, "image"),), task_id=task_id)
        if not task_id:
            raise unreadable(reply, "no id", submitting=True)
        return Accepted({"id": task_id}, task_id)

    def poll(self, operation: Operation) -> Call:
        path = self.settings.content_path if self.settings.ask_content else self.settings.query_path
        return Call("GET", path.replace("{id}", quote(text(operation.get("id")), safe="")))

    def read_poll(self, reply: Reply, operation: Operation) -> Outcome:
        if reply.ok and (inline := picture(reply)):
            return Succeeded((Output(inline, "image"),))
        task = unfinished(reply) or self._task(reply, submitting=False)
        progress = percent(task.get("progress"))
        match self._state(task):
            case "queued":
                return Pending("queued", progress)
            case "running":
                return Pending("running", progress)
            case "succeeded":
                link = result_link(task)
                return Succeeded((Output(link, "image"),)) if link else Pending("running", progress)
            case "failed":
                return failure(task)
            case "cancelled":
                reason = failure(task).message or "cancelled by the vendor"
                return Failed("upstream_failed", reason, cancelled=True)
        name = word(task.get("status"))
        if not name:
            raise unreadable(reply, "no status", submitting=False)
        return Pending("running", progress, unknown_status=excerpt(name)[:40])

    def check_key(self) -> Call:
        path = self.settings.query_path.replace("{id}", MADE_UP_ID)
        return Call("GET", path)

    def read_check_key(self, reply: Reply) -> None:
        try:
            self._task(reply, submitting=False)
        except errors.NotFound:
            if not mapping(reply.json()):
                # A bare 404 comes from the router: it has seen neither task nor key.
                problem = "no such route: set query_path"
                raise unreadable(reply, problem, submitting=False) from None
        except (errors.InvalidRequest, errors.OutOfBalance):
            pass  # the gateway looks at the key before it looks at anything else

    def _state(self, task: dict[str, Any]) -> str:
        return state_of(word(task.get("status")), self.settings.status_words)

    def _task(self, reply: Reply, *, submitting: bool) -> dict[str, Any]:
        """The task object; raises what the HTTP status or an error envelope mean."""
        if not reply.ok:
            raise refusal(reply, submitting=submitting)
        body = reply.json()
        if task := find_task(body):
            return task
        code, message = envelope_text(body)
        failed = code and message and word(code) not in SUCCESS_CODES
        if word(code) in CODES or mapping(body).get("error") or failed:
            raise refusal(reply, submitting=submitting)
        raise unreadable(reply, "no task", submitting=submitting)


def _metadata(request: GenerationRequest) -> dict[str, Any]:
    size = request.spec.param("size")
    # A model with one size has it in its name, and is not told it again.
    fixed = isinstance(size, Size) and len(size.options) == 1
    given = {name: value for name, value in request.params.items() if name != "size" or not fixed}
    metadata = {WIRE_NAMES[name]: value for name, value in given.items()}
    if urls := request.urls("image"):
        metadata["urls"] = urls
    return metadata
