"""Nano Banana through the images route, as a task or as an answer with the picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.aa.catalog import QUALITY
from providers.aa.settings import AASettings
from providers.reading import links, mapping
from providers.types import GenerationRequest

NUMBERED = 3  # AA names image1, image2 and image3; more go into `images`


def body(request: GenerationRequest, settings: AASettings) -> dict[str, Any]:
    sent = {"model": request.upstream, "prompt": request.prompt, **shape(request.params)}
    sent |= references(request.urls("image"), settings.ref_style)
    return sent | ({"async": True} if settings.image_mode == "async" else {})


def shape(params: Mapping[str, Any]) -> dict[str, Any]:
    """Ratio and quality, never AA's `size` or `resolution_preset`, which say the same again."""
    sent = {}
    if "aspect_ratio" in params:
        sent["aspect_ratio"] = params["aspect_ratio"]
    if "size" in params:
        sent["quality"] = QUALITY[params["size"]]
    return sent


def references(urls: list[str], style: str) -> dict[str, Any]:
    if style == "images":
        return {"images": urls} if urls else {}
    numbered: dict[str, Any] = {f"image{i}": url for i, url in enumerate(urls[:NUMBERED], 1)}
    return numbered | ({"images": urls[NUMBERED:]} if urls[NUMBERED:] else {})


def found(data: Any) -> list[str]:
    """The pictures of `{"data": [{"url": …}]}`."""
    items = data if isinstance(data, list) else []
    return links(mapping(item).get("url") for item in items)
