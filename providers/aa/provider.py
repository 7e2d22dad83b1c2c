"""AA: four routes under one key (aa-api.com/models/docs)."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from providers import errors
from providers.aa import chat, images, refusals, sora, tasks
from providers.aa.settings import AASettings
from providers.base import Provider
from providers.reading import mapping
from providers.settings import VendorSettings
from providers.types import (
    Accepted,
    Auth,
    Call,
    Completed,
    GenerationRequest,
    Operation,
    Outcome,
    Output,
    Reply,
    Submitted,
    Succeeded,
)

NO_TASK = "evt_00000000_keycheck"


class AA(Provider):
    slug: ClassVar[str] = "aa"
    label: ClassVar[str] = "AA API"
    base_url: ClassVar[str] = "https://aa-api.com"
    auth: ClassVar[Auth] = Auth("header", "X-API-Key", "{key}")  # AA: never with Bearer
    Settings: ClassVar[type[VendorSettings]] = AASettings
    settings: AASettings

    def submit(self, request: GenerationRequest) -> Call:
        path, body = self._request(request)
        return Call("POST", path, json=body, timeout=self._timeout(request))

    def read_submit(self, reply: Reply, request: GenerationRequest) -> Submitted:
        """A result first, then a task's id: AA may answer either, whatever was asked."""
        if not reply.ok:
            raise refusals.refused(reply, submitting=True)
        data = mapping(reply.json())
        task, task_id = tasks.task_of(data), tasks.task_id(data)
        if outputs := self._outputs(data, request):
            return Completed(outputs, cost=tasks.cost(task), task_id=task_id)
        if task_id:
            return Accepted(_operation(task_id, request), task_id, cost=tasks.cost(task))
        if data.get("choices") and not data.get("error") and request.spec.kind == "image":
            raise refusals.wordy(reply, data["choices"])
        raise refusals.unusable(reply, submitting=True)

    def poll(self, operation: Operation) -> Call:
        own = operation.get("route") == "sora"
        path = self.settings.sora_query_path if own else self.settings.tasks_path
        return Call("GET", path.replace("{task_id}", quote(str(operation.get("id")), safe="")))

    def read_poll(self, reply: Reply, operation: Operation) -> Outcome:
        """A 404 is raised, never final: the task was accepted, so it may still appear."""
        if not reply.ok:
            raise refusals.refused(reply, submitting=False)
        kind = str(operation.get("kind"))
        found = tasks.outcome(reply.json(), kind, self.settings.status_words)
        if found is None:
            raise refusals.unusable(reply, submitting=False)
        return found

    def is_synchronous(self, request: GenerationRequest) -> bool:
        at_once = request.spec.route == "images" and self.settings.image_mode == "sync"
        return at_once or request.spec.route == "chat_image"

    def adopt(self, hint: Operation, request: GenerationRequest) -> Operation:
        return _operation(str(hint.get("id")), request)

    def check_key(self) -> Call:
        return self.poll({"route": "tasks", "id": NO_TASK})

    def read_check_key(self, reply: Reply) -> None:
        """No such task: the key was let in. A page in HTML is another host's 404."""
        if reply.json() is None:
            raise _key_trouble(reply)
        try:
            self.read_poll(reply, {"route": "tasks", "id": NO_TASK})
        except errors.NotFound:
            return

    def _request(self, request: GenerationRequest) -> tuple[str, dict[str, Any]]:
        settings = self.settings
        match request.spec.route:
            case "sora":
                return settings.sora_path, sora.body(request)
            case "images":
                return settings.images_path, images.body(request, settings)
            case "chat_video":
                return settings.chat_path, chat.video_body(request)
            case _:
                return settings.chat_path, chat.image_body(request, settings)

    def _timeout(self, request: GenerationRequest) -> float | None:
        """Edits get the long time even as tasks: AA may answer them with the picture."""
        edits = request.spec.route == "images" and bool(request.references)
        return self.settings.sync_timeout if edits or self.is_synchronous(request) else None

    def _outputs(self, data: dict[str, Any], request: GenerationRequest) -> tuple[Output, ...]:
        """An answer may repeat the references: they are no results."""
        kind = request.spec.kind
        found = [*chat.found(data.get("choices"), kind), *images.found(data.get("data"))]
        given = request.urls("image")
        outputs = tuple(Output(url, kind) for url in found if url not in given)
        done = tasks.outcome(data, kind, self.settings.status_words)
        return outputs or (done.outputs if isinstance(done, Succeeded) else ())


def _operation(task_id: str, request: GenerationRequest) -> Operation:
    route = "sora" if request.spec.route == "sora" else "tasks"
    return {"route": route, "id": task_id, "kind": request.spec.kind}


def _key_trouble(reply: Reply) -> errors.ProviderError:
    if reply.ok or reply.status == 404:
        return refusals.unreadable(reply, submitting=False)
    return refusals.refused(reply, submitting=False)
