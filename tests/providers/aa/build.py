"""Requests and recorded replies, short to write in a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import providers
from providers.base import Provider
from providers.types import GenerationRequest, Operation, Reference, Reply

WIRE = Path(__file__).parent / "wire"
SORA_TASK: Operation = {"route": "sora", "id": "task_202604150001_abc12345", "kind": "video"}
VEO_TASK: Operation = {"route": "tasks", "id": "evt_20260415_abcd1234", "kind": "video"}
IMAGE_TASK: Operation = {"route": "tasks", "id": "evt_20260415_img1234", "kind": "image"}


def aa(**settings: Any) -> Provider:
    return providers.connect("aa", settings)


def ask(key: str, prompt: str = "a red fox", *urls: str, **params: Any) -> GenerationRequest:
    """A request as the core makes it: checked by the spec, references as URLs."""
    spec = providers.spec("aa", key)
    spec.check_prompt(prompt)
    references = tuple(Reference("image", "image", url, "image/png") for url in urls)
    return GenerationRequest(spec, spec.upstream, prompt, spec.clean(params), references)


def wire(name: str, **changes: Any) -> Reply:
    """A reply of the model docs, with some fields changed."""
    data = json.loads((WIRE / f"{name}.json").read_text())
    return says(data | changes)


def says(data: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(status, json.dumps(data).encode(), headers)


def chat_says(content: Any, **message: Any) -> Reply:
    said = {"role": "assistant", "content": content} | message
    return says({"id": "chatcmpl_1", "object": "chat.completion", "choices": [{"message": said}]})


def picture(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}


def user(content: Any) -> list[dict[str, Any]]:
    return [{"role": "user", "content": content}]
