"""One model's form as plain data: what the offers that are on declare, in one document.

The page draws it, `studio/form_state.py` and `static/js/form-state.js` judge a form by it.
Everything a form control holds is text here, as in the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from providers.catalog import Exclusive, ModelSpec, Rule
from providers.params import Choice, Flag, Integer, Number, Param, Size
from studio import catalog
from studio.labels import help_of, label_of, option_of, why_of
from studio.models import GenerationModel, Offer

STEPS = 5  # as many whole numbers are shown side by side
EXACT = 2**53  # beyond, a script reads numbers only as text
LARGEST = 20_000


@dataclass(frozen=True, slots=True)
class Facts:
    """How a model is doing: `standings` by offer, lower is asked first; seconds that it takes."""

    status: str = "ok"
    typical: float = 0
    standings: Mapping[UUID, int] = field(default_factory=dict)


def build(
    model: GenerationModel,
    offers: Sequence[Offer],
    facts: Facts | None = None,
) -> dict[str, Any]:
    """`offers` are those that are on, with `offer.vendor` loaded."""
    known = facts or Facts()
    specs = [catalog.spec_of(offer) for offer in offers]
    first = offers[0].price if offers else {}
    return {
        "slug": model.slug,
        "name": model.name,
        "kind": model.kind,
        "blurb": gettext(model.blurb) if model.blurb else "",
        "status": known.status,
        "typical_s": round(known.typical or (specs[0].typical if specs else 0)),
        "price_from": min((int(offer.price.get("credits", 0)) for offer in offers), default=0),
        "price": {
            "unit": first.get("unit", "image"),
            "base": first.get("credits", 0),
            "by": first.get("surcharge", {}),
        },
        "params": [_param(item, specs) for item in catalog.params_of(specs)],
        "offers": [
            _offer(offer, spec, known.standings.get(offer.pk, 0))
            for offer, spec in zip(offers, specs, strict=True)
        ],
    }


def text_of(value: Any) -> str:
    """A param's value as a form control holds it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _param(item: Mapping[str, Any], specs: Sequence[ModelSpec]) -> dict[str, Any]:
    key, schema = item["key"], item["schema"]
    found = {
        "key": key,
        "type": item["type"],
        "label": label_of(key, item["label"]),
        "group": item["group"],
        "default": text_of(item["default"]),
        "agreed": is_agreed(key, specs),
        "help": help_of(item["help"]),
        "options": _options(item),
        "min": _exact(item.get("min", schema.get("minimum"))),
        "max": _exact(item.get("max", schema.get("maximum"))),
        "unit": gettext("s") if item["type"] == "duration" else None,
        "max_length": schema.get("maxLength"),
        "free": item.get("free", False),
        "visible_if": _visible_if(key, specs),
    }
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def is_agreed(key: str, specs: Sequence[ModelSpec]) -> bool:
    """Whether every offer does the same where the setting is left out."""
    known = [param for spec in specs if (param := spec.param(key))]
    return len({text_of(param.default) for param in known}) == 1


def _options(item: Mapping[str, Any]) -> list[dict[str, str]]:
    words = _words(item)
    named = [{"v": word, "label": _option_label(item, word)} for word in words]
    unset = bool(words) and item["default"] is None
    return [{"v": "", "label": gettext("Default")}, *named] if unset else named


def _words(item: Mapping[str, Any]) -> list[str]:
    if "options" in item:
        return [str(word) for word in item["options"]]
    if "min" in item and item["max"] - item["min"] < STEPS:
        return [str(number) for number in range(item["min"], item["max"] + 1)]
    return []


def _option_label(item: Mapping[str, Any], word: str) -> str:
    if item["type"] == "duration":
        return gettext("%(seconds)s s") % {"seconds": word}
    return option_of(word)


def _visible_if(key: str, specs: Sequence[ModelSpec]) -> dict[str, Any]:
    """How many references leave an offer that knows the setting; empty where any number does."""
    every = [references_of(spec) for spec in specs]
    known = [references_of(spec) for spec in specs if spec.param(key)]
    least, most = min(low for low, _ in known), max(high for _, high in known)
    bounds = {}
    if least > min(low for low, _ in every):
        bounds["min"] = least
    if most < max(high for _, high in every):
        bounds["max"] = most
    return {"refs": bounds} if bounds else {}


def references_of(spec: ModelSpec) -> tuple[int, int]:
    """The fewest and the most that one order may have."""
    together = sum(rule.max for rule in spec.references)
    most = together if spec.max_references is None else min(together, spec.max_references)
    return sum(rule.min for rule in spec.references), most


def _offer(offer: Offer, spec: ModelSpec, standing: int) -> dict[str, Any]:
    price = offer.price
    return {
        "id": str(offer.pk),
        "vendor": offer.vendor.slug,
        "vendor_name": offer.vendor.name,
        "standing": int(standing),
        "priority": offer.priority,
        "typical_s": round(spec.typical),
        "outputs": spec.outputs,
        "price": {
            "unit": price.get("unit", "image"),
            "credits": price.get("credits", 0),
            "surcharge": price.get("surcharge", {}),
        },
        "takes": {param.name: takes(param) for param in spec.params},
        "defaults": {param.name: text_of(param.default) for param in spec.params},
        "rules": [_rule(rule) for rule in spec.rules],
        "roles": catalog.roles_of(spec),
        "max_references": spec.max_references,
        "prompt": {"min": spec.prompt_min, "max": spec.prompt_max},
    }


def takes(param: Param) -> dict[str, Any]:
    """The values that one offer takes, as `rules.fits` reads them."""
    match param:
        case Size(options=options, pixels=pixels):
            table = {size: dict(shapes) for size, shapes in param.table.items()}
            more = {"pixels": asdict(pixels)} if pixels else {}
            return {"options": list(options), **more, **({"table": table} if table else {})}
        case Choice(options=options):
            return {"options": list(options)}
        case Flag():
            return {"options": ["true", "false"]}
        case Integer(min=low, max=high):
            return {"min": _exact(low), "max": _exact(high), "whole": True}
        case Number(min=low, max=high):
            return {"min": low, "max": high}
    return {"longest": param.schema().get("maxLength", LARGEST)}


def _rule(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Exclusive):
        return {"one_of": list(rule.names), "why": why_of(rule.why)}
    return {
        "if": {rule.name: [text_of(value) for value in rule.values]},
        "then": {rule.other: [text_of(value) for value in rule.among]},
        "why": why_of(rule.why),
    }


def _exact(number: Any) -> Any:
    """As text where a script would round it."""
    return str(number) if isinstance(number, int) and abs(number) > EXACT else number
