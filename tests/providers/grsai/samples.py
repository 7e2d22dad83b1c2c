"""Requests to GrsAI's models, and the replies that it is known to give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import providers
from providers import errors
from providers.types import GenerationRequest, Reference, Reply

WIRE = Path(__file__).parent / "wire"
TASK = "14-5f3cf761-a4bb-486a-8016-77f490998f80"
OPERATION = {"id": TASK, "reply_type": "async"}

TEXTS = [
    ("insufficient credits", "vendor_balance"),
    ("余额不足", "vendor_balance"),
    ("apikey error", "auth"),
    ("Invalid API key", "auth"),
    ("rate limit exceeded", "rate_limited"),
    ("the model is under maintenance", "model_offline"),
    ("模型修复中", "model_offline"),
    ("模型维护", "model_offline"),
    ("该模型暂不可用", "model_offline"),
    ("image upload failed", "invalid_params"),
    ("图片上传失败", "invalid_params"),
    ("content violation", "content_policy"),
    ("input moderation", "content_policy"),
    ("提示词违规", "content_policy"),
]


def request(key="nano-banana-2", prompt="a fox", images=(), **params):
    spec = providers.spec("grsai", key)
    references = tuple(Reference("image", "image", url) for url in images)
    return GenerationRequest(spec, spec.upstream, prompt, spec.clean(params), references)


def grsai(**settings):
    return providers.connect("grsai", settings)


def recorded(name, status=200):
    return Reply(status, (WIRE / f"{name}.json").read_bytes())


def answer(data, status=200, **headers):
    return Reply(status, json.dumps(data).encode(), headers)


def submit(reply, **settings):
    return grsai(**settings).read_submit(reply, request())


def refused(reply, **settings):
    with pytest.raises(errors.ProviderError) as caught:
        submit(reply, **settings)
    return caught.value


def poll(reply, operation=OPERATION, **settings):
    return grsai(**settings).read_poll(reply, operation)


def poll_error(reply):
    with pytest.raises(errors.ProviderError) as caught:
        poll(reply)
    return caught.value


def task(**fields):
    return answer({"id": TASK, **fields})
