"""The demo: a vendor on this machine that needs no key.

Words in the prompt, such as `#fail` or `#slow`, choose what happens to a task; the
demo's server documents them. Its errors are `{"error": {"code", "message"}}`, the
code one of our own kinds.
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from providers import errors
from providers.base import Provider
from providers.reading import (
    envelope_text,
    excerpt,
    http_error,
    identifier,
    links,
    mapping,
    percent,
    text,
    unreadable,
    word,
)
from providers.types import (
    Accepted,
    Auth,
    Call,
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

STATES = {name: name for name in ("queued", "running", "in_review", "succeeded", "failed")}
MADE_UP_ID = "none"


class Demo(Provider):
    slug = "demo"
    label = "Demo"
    auth: ClassVar[Auth] = Auth("none")
    needs_key = False

    def submit(self, request: GenerationRequest) -> Call:
        body = {
            "model": request.upstream,
            "prompt": request.prompt,
            "kind": request.spec.kind,
            "params": dict(request.params),
            "references": [
                {"role": item.role, "kind": item.kind, "url": item.url}
                for item in request.references
            ],
            "outputs": request.outputs,
        }
        key = request.idempotency_key
        return Call("POST", "/v1/tasks", json=body, headers={"Idempotency-Key": key} if key else {})

    def read_submit(self, reply: Reply, request: GenerationRequest) -> Submitted:
        task_id = identifier(self._body(reply, submitting=True).get("id"))
        if not task_id:
            raise unreadable(reply, "no id", submitting=True)
        return Accepted({"id": task_id}, task_id)

    def poll(self, operation: Operation) -> Call:
        return Call("GET", f"/v1/tasks/{quote(text(operation.get('id')), safe='')}")

    def read_poll(self, reply: Reply, operation: Operation) -> Outcome:
        body = self._body(reply, submitting=False)
        name, progress = word(body.get("status")), percent(body.get("progress"))
        preview = _preview(body)
        match self._state(name):
            case "queued":
                return Pending("queued", progress)
            case "running":
                return Pending("running", progress, preview=preview)
            case "in_review":
                return Pending("in_review", progress, reply.retry_after, preview=preview)
            case "succeeded":
                return _result(body) or Pending("running", progress)
            case "failed":
                return _failure(body)
        if not name:
            raise unreadable(reply, "no status", submitting=False)
        return Pending("running", progress, unknown_status=excerpt(name)[:40])

    def check_key(self) -> Call:
        return self.poll({"id": MADE_UP_ID})

    def read_check_key(self, reply: Reply) -> None:
        """There is no key: this only shows that the demo answers."""
        try:
            self._body(reply, submitting=False)
        except errors.NotFound:
            return

    def _state(self, name: str) -> str:
        extra = self.settings.status_words.items()
        own: dict[str, str] = {word(item): state for state, items in extra for item in items}
        return (STATES | own).get(name, "")

    def _body(self, reply: Reply, *, submitting: bool) -> dict[str, Any]:
        body = reply.json()
        if reply.ok and isinstance(body, dict):
            return body
        if reply.ok:
            raise unreadable(reply, "not an object", submitting=submitting)
        code, message = envelope_text(body)
        if kind := errors.ERRORS.get(code):
            created: errors.Created | None = None if submitting else "no"
            after = reply.retry_after
            raise kind(excerpt(message), code=code, created=created, retry_after=after)
        raise http_error(reply, submitting=submitting)


def _preview(body: dict[str, Any]) -> Output | None:
    """Only a picture that came inside the answer: a link is not followed."""
    shown = [url for url in links([body.get("preview")]) if url.startswith("data:image/")]
    return Output(shown[0], "image") if shown else None


def _result(body: dict[str, Any]) -> Succeeded | None:
    """None until there is a URL: then the task is not over, whatever its status says."""
    results = body.get("results")
    items = [mapping(item).get("url") for item in results] if isinstance(results, list) else []
    made = tuple(Output(url) for url in links(items))
    seed = body.get("seed")
    whole = seed if isinstance(seed, int) and not isinstance(seed, bool) else None
    return Succeeded(made, failed=len(items) - len(made), seed=whole) if made else None


def _failure(body: dict[str, Any]) -> Failed:
    code, message = envelope_text(body)
    kind = code if code in errors.ERRORS else errors.UpstreamFailed.kind
    return Failed(kind, excerpt(message), excerpt(code)[:80])
