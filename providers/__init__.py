"""Adapters for generation vendors: plain Python, no Django, no database, no sockets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # who wants one small module of this package does not load the rest
    from providers.base import Provider
    from providers.catalog import ModelSpec

PROTOCOLS: dict[str, str] = {
    "seedhorse": "providers.seedhorse.provider.SeedHorse",
    "dyuapi": "providers.dyuapi.provider.Dyu",
    "grsai": "providers.grsai.provider.GrsAI",
    "apixo": "providers.apixo.provider.Apixo",
    "aa": "providers.aa.provider.AA",
    "demo": "providers.demo.provider.Demo",
}


@cache
def protocol(slug: str) -> type[Provider]:
    """The adapter's class; raises KeyError for an unknown protocol."""
    module, name = PROTOCOLS[slug].rsplit(".", 1)
    found: type[Provider] = getattr(import_module(module), name)
    return found


def connect(slug: str, settings: Mapping[str, Any] | None = None) -> Provider:
    """An adapter with a vendor's settings; raises InvalidParams where they are wrong."""
    kind = protocol(slug)
    return kind(kind.Settings.load(dict(settings or {})))


@cache
def specs(slug: str) -> tuple[ModelSpec, ...]:
    """Every model of a protocol, in the order of its catalog."""
    found: tuple[ModelSpec, ...] = import_module(f"providers.{slug}.catalog").MODELS
    return found


@cache
def spec(slug: str, key: str) -> ModelSpec:
    """One model of a protocol; raises KeyError where it has none of that key."""
    return {item.key: item for item in specs(slug)}[key]
