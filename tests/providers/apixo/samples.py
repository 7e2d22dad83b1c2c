"""Requests to APIXO's models, and the replies that it is known to give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import providers
from providers import errors
from providers.types import GenerationRequest, Reference, Reply

WIRE = Path(__file__).parent / "wire"
TASK = "task_12345678"
OPERATION = {"model": "nano-banana", "taskId": TASK}
HOOK = "https://studio.example/hooks/7/abc/"


def request(key="nano-banana", prompt="a fox", references=(), callback_url="", **params):
    spec = providers.spec("apixo", key)
    return GenerationRequest(
        spec,
        spec.upstream,
        prompt,
        spec.clean(params),
        tuple(references),
        callback_url=callback_url,
    )


def reference(role, name, kind="image"):
    return Reference(role, kind, f"https://studio.example/{name}?sign=a%2Fb")


def apixo(**settings):
    return providers.connect("apixo", settings)


def recorded(name, status=200):
    return Reply(status, (WIRE / f"{name}.json").read_bytes())


def answer(data, status=200, **headers):
    return Reply(status, json.dumps(data).encode(), headers)


def envelope(data, code=200, message="success", status=200, **headers):
    return answer({"code": code, "message": message, "data": data}, status, **headers)


def refused(reply):
    with pytest.raises(errors.ProviderError) as caught:
        apixo().read_submit(reply, request())
    return caught.value


def poll(reply, **settings):
    return apixo(**settings).read_poll(reply, OPERATION)


def poll_error(reply):
    with pytest.raises(errors.ProviderError) as caught:
        poll(reply)
    return caught.value


def state(word, **fields):
    return envelope({"taskId": TASK, "state": word, **fields})


def packed(*urls):
    return json.dumps({"resultUrls": urls})
