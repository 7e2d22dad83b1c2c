"""GrsAI: one route to create, one to ask, and the same task object from both.

Protocol facts are from the GrsAI API documentation. A task that is created with the
reply types `json` or `stream` cannot be asked for afterwards: the result route answers
404. Hence `async` is the default, and hence such a 404 proves nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import Field

from providers import errors, reading
from providers.base import Provider
from providers.grsai.catalog import picture
from providers.grsai.words import is_about_references, reason, states
from providers.settings import VendorSettings
from providers.types import (
    Accepted,
    Auth,
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

MADE_UP_ID = "0-00000000-0000-0000-0000-000000000000"
UNKNOWN_TASK = "-22"  # the older envelope's code


class Settings(VendorSettings):
    """`success_codes` are those of the older `{code, msg, data}` envelope."""

    unverified: ClassVar[frozenset[str]] = frozenset(
        {"reply_type", "balance_path", "success_codes", "status_words", "result_ttl"}
    )

    reply_type: Literal["async", "json", "stream"] = "async"
    submit_path: str = Field(default="/v1/api/generate", pattern="^/")
    result_path: str = Field(default="/v1/api/result", pattern="^/")
    balance_path: str = Field(default="/client/openapi/getAPIKeyCredits", pattern="^/")
    success_codes: tuple[str | int, ...] = (0, 200)


class GrsAI(Provider):
    slug = "grsai"
    label = "GrsAI"
    base_url = "https://grsaiapi.com"
    Settings = Settings
    has_balance = True

    def __init__(self, settings: VendorSettings | None = None) -> None:
        super().__init__(settings)
        self.states = states(self.settings.status_words)

    def submit(self, request: GenerationRequest) -> Call:
        images = request.urls("image")
        body: dict[str, Any] = {"model": request.upstream, "prompt": request.prompt}
        body |= {"images": images} if images else {}
        body |= picture(request.spec, request.params)
        body |= {"replyType": self.settings.reply_type}
        waits = self.is_synchronous(request)
        return Call(
            "POST",
            self.settings.submit_path,
            json=body,
            # The answer comes with the result: it may take as long as the task itself.
            timeout=(self.settings.deadline or request.spec.polling.deadline) if waits else None,
            stream=self.settings.reply_type == "stream",
        )

    def is_synchronous(self, request: GenerationRequest) -> bool:
        return bool(self.settings.reply_type != "async")

    def read_submit(self, reply: Reply, request: GenerationRequest) -> Submitted:
        task = self._answer(reply, submitting=True)
        task_id = reading.identifier(task.get("id"))
        outcome = _final(self._outcome(task), task_id)
        if isinstance(outcome, Succeeded):
            return Completed(outcome.outputs, task_id=task_id)
        if isinstance(outcome, Failed):
            raise _refusal(outcome)
        if task_id:
            return Accepted(self.adopt({"id": task_id}, request), task_id)
        raise _unreadable(reply, submitting=True)

    def adopt(self, hint: Operation, request: GenerationRequest) -> Operation:
        return {"reply_type": self.settings.reply_type, **hint}

    def read_event(self, data: bytes, request: GenerationRequest) -> Outcome | None:
        event = Reply(200, data).json()
        try:
            task = self._unwrap(event, submitting=True)
        except errors.ProtocolError:
            return None  # a heartbeat, `[DONE]`, or noise that must not end a paid stream
        task_id = reading.identifier(task.get("id"))
        outcome = _final(self._outcome(task), task_id)
        return replace(outcome, task_id=task_id) if isinstance(outcome, Pending) else outcome

    def poll(self, operation: Operation) -> Call:
        return Call("GET", f"{self.settings.result_path}?id={quote(operation['id'], safe='')}")

    def read_poll(self, reply: Reply, operation: Operation) -> Outcome:
        if verdict := self._verdict(reply, operation):
            return verdict
        try:
            return self._outcome(self._answer(reply, submitting=False))
        except errors.NotFound:
            if operation.get("reply_type", "async") == "async":
                raise
            return Pending()

    def _verdict(self, reply: Reply, operation: Operation) -> Failed | None:
        """The failure of this very task: the vendor tells it with HTTP 400 as well."""
        task = reading.mapping(reply.json())
        ours = reading.identifier(task.get("id")) == operation.get("id")
        outcome = self._outcome(task) if reply.status == 400 and ours else None
        return outcome if isinstance(outcome, Failed) else None

    def balance(self) -> Call:
        auth = Auth("json", "apiKey", "{key}")
        return Call("POST", self.settings.balance_path, json={}, auth=auth)

    def read_balance(self, reply: Reply) -> str:
        if not reply.ok:
            raise self._refused(reply, submitting=False)
        body = reading.mapping(reply.json())
        credits = reading.text(reading.mapping(body.get("data")).get("credits"))
        if credits and self._is_success(body):
            return credits
        raise self._complaint(body, submitting=False)

    def check_key(self) -> Call:
        return self.poll({"id": MADE_UP_ID})

    def read_check_key(self, reply: Reply) -> None:
        """Any answer about the task proves that the key was let in; a web page proves nothing."""
        if reply.body.lstrip().startswith(b"<"):
            raise _unreadable(reply, submitting=False)
        try:
            outcome = self._outcome(self._answer(reply, submitting=False))
        except (errors.NotFound, errors.InvalidRequest, errors.OutOfBalance):
            return
        except errors.UpstreamFailed:
            if not reply.ok:
                raise
            return
        if isinstance(outcome, Failed) and outcome.kind == "auth":
            raise _refusal(outcome)

    def _answer(self, reply: Reply, *, submitting: bool) -> dict[str, Any]:
        """The task object; raises for what HTTP or an envelope refuses."""
        if not reply.ok:
            raise self._refused(reply, submitting=submitting)
        data = reply.json()
        if data is None:
            data = _last_event(reply.body)
        if not isinstance(data, dict):
            raise _unreadable(reply, submitting=submitting)
        return self._unwrap(data, submitting=submitting)

    def _unwrap(self, data: Any, *, submitting: bool) -> dict[str, Any]:
        """The task, which stands alone or as `data` of the older envelope."""
        body = reading.mapping(data)
        inner = reading.mapping(body.get("data"))
        if inner and "status" not in body and self._is_success(body):
            body = inner
        if reading.word(body.get("status")) or reading.identifier(body.get("id")):
            return body
        raise self._complaint(body, submitting=submitting)

    def _is_success(self, body: dict[str, Any]) -> bool:
        accepted = {str(code) for code in self.settings.success_codes}
        return "code" not in body or reading.text(body["code"]) in accepted

    def _outcome(self, task: dict[str, Any]) -> Outcome:
        status = reading.word(task.get("status"))
        state = self.states.get(status, "")
        if state in ("failed", "violation"):
            return self._failure(task, "upstream_failed")
        results = task.get("results")
        found = [_url(item) for item in results] if isinstance(results, list) else []
        found = found or [task.get("url")]
        urls = reading.links(found)
        if state == "succeeded" and urls:
            return Succeeded(tuple(map(Output, urls)), failed=len(found) - len(urls))
        return Pending(
            state="queued" if state == "queued" else "running",
            progress=reading.percent(task.get("progress")),
            unknown_status="" if state else reading.excerpt(status)[:60],
        )

    def _failure(self, body: dict[str, Any], otherwise: str) -> Failed:
        code, message = reading.envelope_text(body)
        told = [reading.word(body.get(name)) for name in ("status", "failure_reason")]
        message = message or told[1]
        violated = "violation" in {self.states.get(word) for word in told}
        kind = "content_policy" if violated else reason(message) or otherwise
        return Failed(kind, reading.excerpt(message), code=reading.excerpt(told[1] or code)[:80])

    def _refused(self, reply: Reply, *, submitting: bool) -> errors.ProviderError:
        """HTTP decides; only the catch-all 400 leaves its meaning to the text."""
        found = reading.http_error(reply, submitting=submitting)
        if not isinstance(found, errors.InvalidRequest):
            return found
        failed = self._failure(reading.mapping(reply.json()), found.kind)
        return _refusal(replace(failed, message=failed.message or found.detail))

    def _complaint(self, body: dict[str, Any], *, submitting: bool) -> errors.ProviderError:
        """The error that an answer without a task stands for."""
        code, message = reading.envelope_text(body)
        unnamed = "upstream_failed" if message else "protocol"
        kind = "not_found" if code == UNKNOWN_TASK else reason(message) or unnamed
        detail = reading.excerpt(message or f"no task in {sorted(body)[:8]}")
        created: errors.Created | None = None if submitting else "no"
        return errors.ERRORS[kind](detail, code=reading.excerpt(code)[:80], created=created)


def _final(outcome: Outcome, task_id: str) -> Outcome:
    """A task that was made and failed is never made again by itself, whatever it failed of."""
    if task_id and isinstance(outcome, Failed) and errors.ERRORS[outcome.kind].retryable:
        return replace(outcome, kind="upstream_failed")
    return outcome


def _refusal(failed: Failed) -> errors.ProviderError:
    """A failure as the answer to a submission: there will be no result."""
    field = "references" if is_about_references(failed.message) else ""
    kind = errors.ERRORS[failed.kind]
    return kind(failed.message, code=failed.code, created="no", field=field)


def _unreadable(reply: Reply, *, submitting: bool) -> errors.ProtocolError:
    piece = reading.excerpt(reply.body[:2000].decode(errors="replace")) or "an empty answer"
    return errors.ProtocolError(piece, created=None if submitting else "no")


def _last_event(body: bytes) -> Any:
    """The last object of a reply that came as server-sent events though none were asked for."""
    lines = [line[5:] for line in body.splitlines() if line.startswith(b"data:")]
    events = [Reply(200, line).json() for line in lines]
    return next((event for event in reversed(events) if isinstance(event, dict)), None)


def _url(result: Any) -> Any:
    return result.get("url") if isinstance(result, dict) else result
