"""Sora: a task of its own kind, with a route of its own to ask for it."""

from __future__ import annotations

from typing import Any

from providers.types import GenerationRequest


def body(request: GenerationRequest) -> dict[str, Any]:
    """Prompt, model and at most one picture: AA takes nothing else here."""
    sent: dict[str, Any] = {"prompt": request.prompt, "model_code": request.upstream}
    for reference in request.references[:1]:
        sent["image_url"] = reference.url
        if reference.name:
            sent["reference_image_name"] = reference.name
    return sent
