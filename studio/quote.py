"""What a request costs. The only place that computes a price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers.catalog import ModelSpec
from providers.params import InvalidParams

UNITS = ("image", "second")


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    credits: int


def price_of(
    price: Mapping[str, Any], spec: ModelSpec, params: Mapping[str, Any], outputs: int
) -> int:
    """Whole credits for `outputs` results: (credits + surcharges) per unit, times the units."""
    return per_unit(price, spec, params) * units(price, spec, params) * outputs


def per_unit(price: Mapping[str, Any], spec: ModelSpec, params: Mapping[str, Any]) -> int:
    return int(price.get("credits", 0)) + sum(
        line.credits for line in surcharges(price, spec, params)
    )


def units(price: Mapping[str, Any], spec: ModelSpec, params: Mapping[str, Any]) -> int:
    """How many units one result has: 1, or its seconds."""
    return int(_value(spec, params, "duration") or 1) if price.get("unit") == "second" else 1


def surcharges(price: Mapping[str, Any], spec: ModelSpec, params: Mapping[str, Any]) -> list[Line]:
    found = []
    for name, values in price.get("surcharge", {}).items():
        value = _value(spec, params, name)
        if extra := int(values.get(_word(value), 0)):
            found.append(Line(f"{name} {_word(value)}", extra))
    return found


def lines(
    price: Mapping[str, Any], spec: ModelSpec, params: Mapping[str, Any], outputs: int
) -> list[Line]:
    """The sum in words: its lines add up to `price_of`."""
    times = units(price, spec, params) * outputs
    unit = price.get("unit", "image")
    base = Line(
        f"{times} × {price.get('credits', 0)} per {unit}", times * int(price.get("credits", 0))
    )
    extra = [
        Line(f"{times} × {line.label}", times * line.credits)
        for line in surcharges(price, spec, params)
    ]
    return [base, *extra]


def delivered(credits: int, outputs: int, made: int) -> int:
    """The share of a task's price for the results that came, rounded down."""
    return credits * min(made, outputs) // outputs


def check_price(raw: Any) -> dict[str, Any]:
    """A price as it is stored; raises InvalidParams naming what is wrong."""
    if not isinstance(raw, dict):
        raise InvalidParams({"price": "must be a table with credits, unit and surcharge"})
    price = {
        "unit": raw.get("unit", "image"),
        "credits": raw.get("credits", 0),
        "surcharge": raw.get("surcharge", {}),
    }
    if price["unit"] not in UNITS:
        raise InvalidParams({"unit": f"must be one of {', '.join(UNITS)}"})
    if not _is_credits(price["credits"]):
        raise InvalidParams({"credits": "must be a whole number of 0 or more"})
    if not isinstance(price["surcharge"], dict):
        raise InvalidParams({"surcharge": "must map settings to values and credits"})
    for name, values in price["surcharge"].items():
        if not isinstance(values, dict) or not all(map(_is_credits, values.values())):
            raise InvalidParams(
                {f"surcharge.{name}": "must map values to whole credits of 0 or more"}
            )
    return price


def _is_credits(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9


def _value(spec: ModelSpec, params: Mapping[str, Any], name: str) -> Any:
    """What applies: the given value, else what the vendor does by itself."""
    if name in params:
        return params[name]
    param = spec.param(name)
    return param.default if param else None


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
