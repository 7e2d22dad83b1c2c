"""From a provider's Call to the request on the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpcore

from providers.types import Auth, Call
from studio.egress.errors import NotSent
from studio.egress.location import BadURL, Location, located

PRINTABLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
PATH = re.compile(r"/[\x21-\x7e]*")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes and what it may cost. `auth` holds unless the call has its own.

    `total_timeout` runs from connecting to the last byte; before that, a call waits at
    most `connect_timeout` for a free connection.
    """

    base_url: str
    key: str = field(default="", repr=False)
    auth: Auth = field(default_factory=Auth)
    connect_timeout: float = 10.0
    total_timeout: float = 60.0
    max_bytes: int = 64 * 2**20


def total_timeout(call: Call, target: Target) -> float:
    return target.total_timeout if call.timeout is None else call.timeout


def prepare(call: Call, target: Target, agent: str) -> httpcore.Request:
    """Raises NotSent for what could never be sent."""
    _check(call, target)
    location = _base(target.base_url)
    body = _body(call, target)
    headers = {"host": location.netloc, "user-agent": agent}
    headers |= _headers(call, target, body)
    return httpcore.Request(
        call.method,
        location.with_target(location.target.rstrip("/") + call.path),
        headers=[(name.encode(), value.encode()) for name, value in headers.items()],
        content=body,
        extensions={"timeout": _timeouts(call, target)},
    )


def _check(call: Call, target: Target) -> None:
    auth = call.auth or target.auth
    if auth.place != "none" and not PRINTABLE.fullmatch(target.key):
        raise NotSent("unusable key")
    if not PATH.fullmatch(call.path):
        raise NotSent("unusable path")
    if not all(PRINTABLE.fullmatch(value) for value in call.headers.values()):
        raise NotSent("unusable header")


def _base(url: str) -> Location:
    try:
        location = located(url)
    except BadURL:
        raise NotSent("unusable base URL") from None
    if "?" in url or "#" in url:
        raise NotSent("unusable base URL")
    return location


def _body(call: Call, target: Target) -> bytes | None:
    data = _with_key(call, target)
    if data is None:
        return None
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except (ValueError, TypeError):
        raise NotSent("unusable body") from None


def _with_key(call: Call, target: Target) -> Any:
    auth = call.auth or target.auth
    if auth.place != "json":
        return call.json
    return {**(call.json or {}), auth.name: auth.form.replace("{key}", target.key)}


def _headers(call: Call, target: Target, body: bytes | None) -> Mapping[str, str]:
    headers = {"accept": "application/json", "accept-encoding": "identity"}
    if call.stream:
        headers["accept"] = "text/event-stream, application/json"
    headers |= {name.lower(): value for name, value in call.headers.items()}
    if body is not None:
        headers.setdefault("content-type", "application/json")
    if body is not None or call.method in ("POST", "PUT"):
        headers["content-length"] = str(len(body or b""))
    auth = call.auth or target.auth
    if auth.place == "header":
        headers[auth.name.lower()] = auth.form.replace("{key}", target.key)
    return headers


def _timeouts(call: Call, target: Target) -> dict[str, float]:
    # TCP and TLS get a third each at most, so that the total deadline never strikes
    # while nothing was sent yet: that would make an Unknown of a safe NotSent.
    return {"connect": min(target.connect_timeout, total_timeout(call, target) / 3)}
