"""What a form document allows and costs: the same answers as `static/js/rules.js`.

Both read plain data, and values as a form holds them: as text. `why` is empty where a thing
is simply not offered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from providers.catalog import SLACK

Data = Mapping[str, Any]
Values = Mapping[str, str]
Reference = Mapping[str, Any]  # role, and kind, mime, bytes and seconds where they are known

WHOLE = re.compile(r"-?\d{1,19}(\.0+)?", re.ASCII)
NUMBER = re.compile(r"-?\d{1,19}(\.\d{1,19})?", re.ASCII)
PIXELS = re.compile(r"(\d{1,5})x(\d{1,5})", re.ASCII)


def given(document: Data, values: Values, references: int) -> dict[str, str]:
    """What is sent: not what is empty, hidden, or done by every offer by itself."""
    found = {}
    for param in document["params"]:
        value = values.get(param["key"], "")
        idle = param["agreed"] and value == param["default"]
        if value and not idle and is_visible(param, references):
            found[param["key"]] = value
    return found


def is_visible(param: Data, references: int) -> bool:
    bounds = param.get("visible_if", {}).get("refs", {})
    return bool(bounds.get("min", 0) <= references <= bounds.get("max", references))


def problems(
    offer: Data, sent: Values, references: Sequence[Reference] = (), length: int | None = None
) -> dict[str, str]:
    """What an offer has against it, by field. `length` is of the prompt, if that counts."""
    found = {key: "" for key, value in sent.items() if not fits(offer["takes"].get(key), value)}
    for rule in offer["rules"]:
        if key := broken(rule, sent):
            found.setdefault(key, rule["why"])
    if not takes_references(offer, references):
        found["references"] = ""
    if length is not None and not offer["prompt"]["min"] <= length <= offer["prompt"]["max"]:
        found["prompt"] = ""
    return found


def fits(takes: Data | None, value: str) -> bool:
    """Is it a value of this param?"""
    if takes is None:
        return False
    if "options" in takes:
        options: Sequence[str] = takes["options"]
        return value in options or _fits_pixels(takes.get("pixels"), value)
    if "longest" in takes:
        return len(value) <= int(takes["longest"])
    if takes.get("whole"):
        found = WHOLE.fullmatch(value)
        return bool(found and int(takes["min"]) <= int(value.split(".")[0]) <= int(takes["max"]))
    low, high = float(takes["min"]), float(takes["max"])
    return bool(NUMBER.fullmatch(value)) and low <= float(value) <= high


def _fits_pixels(rule: Data | None, value: str) -> bool:
    match = PIXELS.fullmatch(value) if rule else None
    if rule is None or match is None:
        return False
    sides = sorted((int(match[1]), int(match[2])))
    return bool(
        sides[0]
        and sides[1] <= rule["longest"]
        and not any(side % rule["multiple"] for side in sides)
        and sides[1] <= rule["max_ratio"] * sides[0]
        and rule["min_area"] <= sides[0] * sides[1] <= rule["max_area"]
    )


def broken(rule: Data, sent: Values) -> str:
    """The field that a rule of an offer refuses, or nothing."""
    if "one_of" in rule:
        present = [name for name in rule["one_of"] if name in sent]
        return str(present[-1]) if len(present) > 1 else ""
    ((name, values),) = rule["if"].items()
    ((other, among),) = rule["then"].items()
    if name not in sent or (values and sent[name] not in values):
        return ""
    met = other in sent and (not among or sent[other] in among)
    return "" if met else str(other)


def takes_references(offer: Data, references: Sequence[Reference]) -> bool:
    roles = {rule["role"]: rule for rule in offer["roles"]}
    if not all(_fits_role(roles.get(item["role"]), item) for item in references):
        return False
    for rule in offer["roles"]:
        count = sum(item["role"] == rule["role"] for item in references)
        if not rule["min"] <= count <= rule["max"]:
            return False
    return offer["max_references"] is None or len(references) <= offer["max_references"]


def _fits_role(rule: Data | None, item: Reference) -> bool:
    if rule is None:
        return False
    mimes, most, longest = rule["mimes"], rule["max_bytes"], rule["max_seconds"]
    return (
        item.get("kind", rule["kind"]) == rule["kind"]
        and (not mimes or item.get("mime", mimes[0]) in mimes)
        and (most is None or item.get("bytes", 0) <= most)
        and (longest is None or item.get("seconds", 0) <= longest + SLACK)
    )


def price(offer: Data, sent: Values, count: int) -> int:
    """As `quote.price_of`."""

    def value(name: str) -> str:
        return sent.get(name, str(offer["defaults"].get(name, "")))

    terms = offer["price"]
    extra = sum(more.get(value(name), 0) for name, more in terms["surcharge"].items())
    seconds = int(value("duration").split(".")[0] or 1) if terms["unit"] == "second" else 1
    return int(terms["credits"] + extra) * seconds * count


def best(
    offers: Sequence[Data],
    sent: Values,
    references: Sequence[Reference] = (),
    length: int | None = None,
) -> Data | None:
    """The one that routing asks first of those that have nothing against it."""
    fitting = [offer for offer in offers if not problems(offer, sent, references, length)]
    return min(fitting, key=lambda offer: _rank(offer, sent), default=None)


def _rank(offer: Data, sent: Values) -> tuple[int, int, int]:
    return offer["standing"], offer["priority"], price(offer, sent, 1)
