"""APIXO: one submit and one status route per model, every answer in one envelope.

Protocol facts are from apixo.ai/docs (API reference and the model pages). Both the
HTTP status and the envelope's `code` are judged; a failed task comes with code 200.
"""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import Field

from providers import errors, reading
from providers.apixo.catalog import inputs
from providers.apixo.codes import failure_kind, refusal_kind
from providers.base import Provider
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

STATES = {
    "pending": "queued",
    "processing": "running",
    "success": "succeeded",
    "failed": "failed",
}
MADE_UP = {"model": "nano-banana", "taskId": "task_00000000"}


class Settings(VendorSettings):
    """`routing` is the account's default for requests that name none; None: the vendor's, auto."""

    unverified: ClassVar[frozenset[str]] = frozenset({"request_type", "routing", "result_ttl"})

    request_type: Literal["async", "callback"] = "async"
    routing: Literal["auto", "value", "official"] | None = None
    submit_path: str = Field(default="/api/v1/generateTask/{model}", pattern=r"^/.*\{model\}")
    status_path: str = Field(default="/api/v1/statusTask/{model}", pattern=r"^/.*\{model\}")
    balance_path: str = Field(default="/api/v1/apikeys/current-balance", pattern="^/")


class Apixo(Provider):
    slug = "apixo"
    label = "APIXO"
    base_url = "https://api.apixo.ai"
    Settings = Settings
    can_call_back = True
    has_balance = True

    def __init__(self, settings: VendorSettings | None = None) -> None:
        super().__init__(settings)
        extra: dict[str, list[str]] = self.settings.status_words
        self.states = STATES | {
            word.strip().lower(): state for state, words in extra.items() for word in words
        }

    def submit(self, request: GenerationRequest) -> Call:
        calls_back = self.settings.request_type == "callback" and request.callback_url
        routing = request.params.get("routing") or self.settings.routing
        body = {
            "request_type": "callback" if calls_back else "async",
            "callback_url": request.callback_url if calls_back else "",
            "provider": routing,
            "input": inputs(request),
        }
        path = _path(self.settings.submit_path, request.upstream)
        return Call("POST", path, json={name: value for name, value in body.items() if value})

    def read_submit(self, reply: Reply, request: GenerationRequest) -> Submitted:
        data = self._data(reply, submitting=True)
        task_id = reading.identifier(data.get("taskId"))
        if task_id:
            return Accepted(self.adopt({"taskId": task_id}, request), task_id)
        if self.states.get(reading.word(data.get("state"))) == "succeeded" and _outputs(data)[0]:
            return Completed(_outputs(data)[0])
        raise _unreadable(reply, submitting=True)

    def adopt(self, hint: Operation, request: GenerationRequest) -> Operation:
        """The status route holds the model, which a callback does not name."""
        return {"model": request.upstream, **hint}

    def poll(self, operation: Operation) -> Call:
        path = _path(self.settings.status_path, operation["model"])
        return Call("GET", f"{path}?taskId={quote(operation['taskId'], safe='')}")

    def read_poll(self, reply: Reply, operation: Operation) -> Outcome:
        data = self._data(reply, submitting=False)
        word = reading.word(data.get("state"))
        state = self.states.get(word, "")
        if not word:
            raise _unreadable(reply, submitting=False)
        if state == "failed":
            return _failure(data)
        outputs, missing = _outputs(data)
        if state == "succeeded" and outputs:
            return Succeeded(outputs, failed=missing)
        return Pending(
            state="queued" if state == "queued" else "running",
            unknown_status="" if state else reading.excerpt(word)[:60],
        )

    def read_callback(self, body: bytes) -> Operation | None:
        """`{"taskId": …}` only: whoever knows the address can post, so nothing else is believed."""
        data = reading.mapping(reading.mapping(Reply(200, body).json()).get("data"))
        task_id = reading.identifier(data.get("taskId"))
        return {"taskId": task_id} if task_id else None

    def balance(self) -> Call:
        return Call("GET", self.settings.balance_path)

    def read_balance(self, reply: Reply) -> str:
        amount = reading.text(self._enveloped(reply, submitting=False)).strip()
        if not re.fullmatch(r"-?\d+(\.\d+)?", amount, re.ASCII):
            raise _unreadable(reply, submitting=False)
        return amount

    def check_key(self) -> Call:
        return self.poll(MADE_UP)

    def read_check_key(self, reply: Reply) -> None:
        """Any answer about the task proves that the key was let in; a web page proves nothing."""
        if reply.body.lstrip().startswith(b"<"):
            raise _unreadable(reply, submitting=False)
        try:
            self._enveloped(reply, submitting=False)
        except (errors.NotFound, errors.InvalidRequest, errors.OutOfBalance):
            return

    def _data(self, reply: Reply, *, submitting: bool) -> dict[str, Any]:
        data = self._enveloped(reply, submitting=submitting)
        if not isinstance(data, dict):
            raise _unreadable(reply, submitting=submitting)
        return data

    def _enveloped(self, reply: Reply, *, submitting: bool) -> Any:
        """What the envelope holds; raises for what HTTP or the envelope's code refuse."""
        body = reading.mapping(reply.json())
        code = reading.text(body.get("code"))
        if not reply.ok:
            raise self._error(reply.status, reply, submitting=submitting)
        if code == "200":
            return body.get("data")
        if re.fullmatch(r"[345]\d\d", code, re.ASCII):
            raise self._error(int(code), reply, submitting=submitting)
        raise _unreadable(reply, submitting=submitting)

    def _error(self, status: int, reply: Reply, *, submitting: bool) -> errors.ProviderError:
        """The code mirrors the HTTP status, so either is read as one."""
        judged = Reply(status, reply.body, reply.headers)
        found = reading.http_error(judged, submitting=submitting)
        message = _message(reply)
        code = reading.text(reading.mapping(reply.json()).get("code"))
        kind = errors.ERRORS[refusal_kind(status, code, message) or found.kind]
        return kind(
            reading.excerpt(message) or found.detail,
            code=found.code,
            created=None if submitting else "no",
            retry_after=found.retry_after,
        )


def _path(template: str, model: str) -> str:
    return template.replace("{model}", quote(model, safe=""))


def _message(reply: Reply) -> str:
    """The envelope's message, and the reason that its data adds."""
    body = reading.mapping(reply.json())
    detail = reading.text(reading.mapping(body.get("data")).get("error"))
    return ": ".join(filter(None, (reading.envelope_text(body)[1], detail)))


def _failure(data: dict[str, Any]) -> Failed:
    code, message = reading.text(data.get("failCode")), reading.text(data.get("failMsg"))
    return Failed(
        failure_kind(code or message) or "upstream_failed",
        reading.excerpt(message or code),
        code=reading.excerpt(code)[:80],
    )


def _outputs(data: dict[str, Any]) -> tuple[tuple[Output, ...], int]:
    """The results, and how many are unusable. `resultJson` is JSON within a string."""
    packed = data.get("resultJson")
    if isinstance(packed, str):
        try:
            packed = json.loads(packed)
        except (ValueError, RecursionError):
            packed = None
    urls = reading.mapping(packed).get("resultUrls")
    given = urls if isinstance(urls, list) else []
    outputs = tuple(map(Output, reading.links(given)))
    return outputs, len(given) - len(outputs)


def _unreadable(reply: Reply, *, submitting: bool) -> errors.ProtocolError:
    piece = reading.excerpt(reply.body[:2000].decode(errors="replace")) or "an empty answer"
    return errors.ProtocolError(piece, created=None if submitting else "no")
