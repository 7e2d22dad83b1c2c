"""What this installation offers: the protocols' specs, narrowed by the offers' limits."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

import providers
from providers.base import Provider
from providers.catalog import ModelSpec
from providers.params import Choice, Integer, Param, Size
from studio.models import GenerationModel, Offer, Vendor, VendorKey
from studio.once import per_request


def adapter(vendor: Vendor) -> Provider:
    """The vendor's adapter with its settings; raises InvalidParams where they are wrong."""
    return _adapter(vendor.protocol, json.dumps(vendor.settings, sort_keys=True))


@lru_cache(maxsize=256)
def _adapter(protocol: str, settings: str) -> Provider:
    return providers.connect(protocol, json.loads(settings))


def spec_of(offer: Offer) -> ModelSpec:
    """The offer's spec, narrowed by its limits. Needs `offer.vendor` loaded."""
    return _narrowed(
        offer.vendor.protocol, offer.spec_key, json.dumps(offer.limits, sort_keys=True)
    )


def is_known(offer: Offer) -> bool:
    """Whether the protocol still has the offer's spec: a newer version may have dropped it."""
    return any(spec.key == offer.spec_key for spec in providers.specs(offer.vendor.protocol))


@lru_cache(maxsize=1024)
def _narrowed(protocol: str, key: str, limits: str) -> ModelSpec:
    spec = providers.spec(protocol, key)
    bounds: dict[str, Any] = json.loads(limits)
    params = tuple(
        _narrow(param, bounds[param.name]) if param.name in bounds else param
        for param in spec.params
    )
    return replace(
        spec,
        params=params,
        outputs=min(spec.outputs, int(bounds.get("outputs", spec.outputs))),
        prompt_max=min(spec.prompt_max, int(bounds.get("prompt_max", spec.prompt_max))),
    )


def _narrow(param: Param, bound: Any) -> Param:
    """Options become those in `bound`; a range becomes `[low, high]`."""
    if isinstance(param, Choice | Size) and isinstance(bound, list):
        options = tuple(option for option in param.options if option in bound)
        default = param.default if param.default in options else None
        return replace(param, options=options, default=default)
    if isinstance(param, Integer) and isinstance(bound, list) and len(bound) == 2:
        return replace(param, min=max(param.min, int(bound[0])), max=min(param.max, int(bound[1])))
    return param


def offers_on(model: GenerationModel, vendor: str = "") -> list[Offer]:
    """The model's offers that are on and have a key, best first.

    Demo offers serve only where nothing real is on, or where the vendor is named.
    """
    found = _of_model(model)
    if vendor:
        return [offer for offer in found if offer.vendor.slug == vendor]
    return preferred(found)


@per_request(lambda model: model.pk)
def _of_model(model: GenerationModel) -> list[Offer]:
    """A batch plans hundreds of orders of the same few models in one request."""
    rows = switched_on().filter(model=model).order_by("priority", "created_at")
    return [offer for offer in rows if is_known(offer)]


def switched_on() -> QuerySet[Offer]:
    """Offers that are on, of vendors that are on and have a key that is, with their vendors."""
    keys = VendorKey.objects.filter(vendor=OuterRef("vendor"), enabled=True)
    on = Offer.objects.filter(Exists(keys), enabled=True, vendor__enabled=True)
    return on.select_related("vendor")


def preferred(offers: list[Offer]) -> list[Offer]:
    """The real ones, or else the demo's. Needs `offer.vendor` loaded."""
    return [offer for offer in offers if not offer.vendor.is_demo] or offers


def params_of(specs: list[ModelSpec]) -> list[dict[str, Any]]:
    """The union of the params of several specs, in the order they first appear."""
    merged: dict[str, dict[str, Any]] = {}
    for spec in specs:
        for param in spec.params:
            field = merged.setdefault(param.name, describe(param))
            if isinstance(param, Choice | Size):
                field["options"] = [*dict.fromkeys([*field.get("options", []), *param.options])]
            if isinstance(param, Integer):
                field |= {"min": min(field["min"], param.min), "max": max(field["max"], param.max)}
    return list(merged.values())


def describe(param: Param) -> dict[str, Any]:
    """One param as the form and the API show it."""
    field: dict[str, Any] = {
        "key": param.name,
        "type": param.type,
        "label": param.title,
        "group": "advanced" if param.advanced else "basic",
        "default": param.default,
        "help": param.help,
        "schema": param.schema(),
    }
    if isinstance(param, Choice | Size):
        field["options"] = list(param.options)
    if isinstance(param, Size) and param.pixels:
        field["free"] = True
    if isinstance(param, Integer):
        field |= {"min": param.min, "max": param.max}
    return field


def roles_of(spec: ModelSpec) -> list[dict[str, Any]]:
    return [
        {
            "role": rule.role,
            "kind": rule.kind,
            "min": rule.min,
            "max": rule.max,
            "mimes": list(rule.mimes),
            "max_bytes": rule.max_bytes,
            "max_seconds": rule.max_seconds,
        }
        for rule in spec.references
    ]
