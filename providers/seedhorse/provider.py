"""SeedHorse: one submit route, one query route, whole-number states.

Protocol facts are from docs.seedhorse.ai, which says every name of a field and every
code, but neither the query route nor what the envelope of a success looks like:
those are settings. Replies are `{"code", "message" | "msg", "data": {…}}`.
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import Field

from providers import errors
from providers.base import Provider
from providers.reading import (
    envelope_text,
    excerpt,
    http_error,
    identifier,
    mapping,
    percent,
    text,
    unreadable,
    word,
)
from providers.seedhorse.codes import CODES, FIELDS, error_for
from providers.seedhorse.results import failure, result
from providers.settings import VendorSettings
from providers.types import (
    Accepted,
    Call,
    Failed,
    GenerationRequest,
    Operation,
    Outcome,
    Pending,
    Reply,
    Submitted,
)

STATES = {
    "0": "queued",
    "1": "running",
    "2": "succeeded",
    "3": "failed",
    "4": "in_review",
    "5": "cancelled",
}
WIRE_NAMES = {
    "resolution": "resolution",
    "duration": "durationSeconds",
    "aspect_ratio": "aspectRatio",
    "size": "size",
    "quality": "quality",
    "seed": "seed",
    "audio": "generateAudio",
}
# kind of reference: its part of the generation method, and its field
REFERENCES = {
    "image": ("img", "refImageUrls"),
    "video": ("vid", "refVideoUrls"),
    "audio": ("aud", "refAudioUrls"),
}
MADE_UP_ID = "1"


class Settings(VendorSettings):
    """`query_path` takes `{taskId}` and `{taskNo}`; codes are compared as lower-case text."""

    unverified: ClassVar[frozenset[str]] = frozenset(
        {"query_path", "success_codes", "task_name_length", "review_interval", "result_ttl"}
    )

    submit_path: str = Field(default="/api/v1/task/generate", pattern="^/")
    query_path: str = Field(default="/api/v1/task/{taskId}", pattern=r"^/.*\{task(Id|No)\}")
    success_codes: tuple[str | int, ...] = ("0", "200", "00000", "success")
    task_name_length: int = Field(default=64, ge=1)
    review_interval: float = Field(default=30, gt=0)  # a safety review takes hours, not seconds


class SeedHorse(Provider):
    slug = "seedhorse"
    label = "SeedHorse"
    base_url = "https://api.seedhorse.ai"
    Settings = Settings

    def submit(self, request: GenerationRequest) -> Call:
        name = request.name.strip() or "generation"
        body: dict[str, Any] = {
            "model": request.upstream,
            "taskName": name[: self.settings.task_name_length],
            "type": _method(request),
            "prompt": request.prompt,
        }
        body |= {WIRE_NAMES[name]: value for name, value in request.params.items()}
        if request.spec.kind == "image":
            body["imageCount"] = request.outputs
        for kind, (_, field) in REFERENCES.items():
            if urls := request.urls(kind):
                body[field] = urls
        key = request.idempotency_key
        headers = {"X-Idempotency-Key": key} if key else {}
        return Call("POST", self.settings.submit_path, json=body, headers=headers)

    def read_submit(self, reply: Reply, request: GenerationRequest) -> Submitted:
        data = self._data(reply, submitting=True)
        task_id = identifier(data.get("taskId"))
        if not task_id:
            raise unreadable(reply, "no taskId", submitting=True)
        operation = {
            "taskId": task_id,
            "taskNo": identifier(data.get("taskNo")),
            "outputs": request.outputs,
        }
        return Accepted(operation, task_id, cost=excerpt(data.get("estimatedCredits")))

    def poll(self, operation: Operation) -> Call:
        path = self.settings.query_path
        for name in ("taskId", "taskNo"):
            path = path.replace(f"{{{name}}}", quote(text(operation.get(name)), safe=""))
        return Call("GET", path)

    def read_poll(self, reply: Reply, operation: Operation) -> Outcome:
        data = self._data(reply, submitting=False)
        name = word(data.get("taskStatus"))
        progress = percent(data.get("progress"))
        match self._state(name):
            case "queued":
                return Pending("queued", progress)
            case "running":
                return Pending("running", progress)
            case "in_review":
                return Pending("in_review", progress, self.settings.review_interval)
            case "succeeded":
                return result(data, operation) or Pending("running", progress)
            case "failed":
                return failure(data.get("failReason"))
            case "cancelled":
                reason = excerpt(data.get("failReason")) or "cancelled by the vendor"
                return Failed("upstream_failed", reason, cancelled=True)
        if not name:
            raise unreadable(reply, "no taskStatus", submitting=False)
        return Pending("running", progress, unknown_status=excerpt(name)[:40])

    def check_key(self) -> Call:
        return self.poll({"taskId": MADE_UP_ID, "taskNo": MADE_UP_ID})

    def read_check_key(self, reply: Reply) -> None:
        code, _ = envelope_text(reply.json())
        try:
            data = self._data(reply, submitting=False)
        except (errors.Unauthorized, errors.Busy):
            raise
        except errors.ProviderError as error:
            if error_for(code, submitting=False):
                return  # it looked up the task, the model or the balance of this key
            if isinstance(error, errors.NotFound):
                # A bare 404 comes from the router: it has seen neither task nor key.
                problem = "no such route: set query_path"
                raise unreadable(reply, problem, submitting=False) from None
            raise
        if not code and not data:
            raise unreadable(reply, "neither code nor data", submitting=False)

    def _state(self, name: str) -> str:
        extra = self.settings.status_words.items()
        own: dict[str, str] = {word(item): state for state, items in extra for item in items}
        return (STATES | own).get(name, "")

    def _data(self, reply: Reply, *, submitting: bool) -> dict[str, Any]:
        """The envelope's `data`; raises what the status or the code mean.

        An error code of the vendor's is an error whatever the HTTP status.
        """
        body = reply.json()
        code, message = envelope_text(body)
        data = mapping(mapping(body).get("data"))
        success = word(code) in {word(known) for known in self.settings.success_codes}
        # A code that no table lists and that comes with data may well be another success.
        if (code in CODES or not (success or data)) and (
            kind := error_for(code, submitting=submitting)
        ):
            detail = excerpt(message) or f"code {code}"
            after, field = reply.retry_after, FIELDS.get(code, "")
            raise kind(detail, code=code, created="no", retry_after=after, field=field)
        if not reply.ok:
            raise http_error(reply, submitting=submitting)
        if not isinstance(body, dict) or (code and not success):
            raise unreadable(reply, f"code {code or 'missing'}", submitting=submitting)
        return data


def _method(request: GenerationRequest) -> str:
    """`txt`, `img_txt`, `img_vid_txt`, `img_aud_txt` or `img_vid_aud_txt`."""
    given = [part for kind, (part, _) in REFERENCES.items() if request.urls(kind)]
    return "_".join([*given, "txt"])
