"""A form as its document judges it: who makes it, the price, what cannot be chosen and why.

`static/js/rules.js` gives the same answers while a person chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from studio import rules
from studio.rules import Data, Reference, Values


def evaluate(
    document: Data,
    values: Values,
    references: Sequence[Reference] = (),
    count: int = 1,
    length: int = 0,
) -> dict[str, Any]:
    """`credits` is None where no offer makes it; a prompt that does not fit is left aside."""
    offers = offers_for(document, values)
    sent = rules.given(document, values, len(references))
    exact = rules.best(offers, sent, references, length)
    offer = exact or rules.best(offers, sent, references)
    hidden = [p["key"] for p in document["params"] if not rules.is_visible(p, len(references))]
    return {
        "given": sent,
        "offer": offer and offer["id"],
        "credits": rules.price(offer, sent, count) if offer else None,
        "hidden": hidden,
        "blocked": blocked(document, offers, sent, references),
        "deltas": deltas(document, offers, sent, references),
        "pixels": _pixels(offer, sent) if offer else "",
    }


def offers_for(document: Data, values: Values) -> list[Data]:
    """All of them, or those of the vendor that was chosen."""
    vendor = values.get("vendor", "")
    return [offer for offer in document["offers"] if vendor in ("", offer["vendor"])]


def blocked(
    document: Data, offers: Sequence[Data], sent: Values, references: Sequence[Reference]
) -> dict[str, dict[str, dict[str, str]]]:
    """By param and option, what stands against choosing it beside the others."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for param in document["params"]:
        others = {key: value for key, value in sent.items() if key != param["key"]}
        shown = rules.is_visible(param, len(references))
        if not shown or rules.best(offers, others, references) is None:
            continue  # something else is wrong: that is what must be said
        for option in param.get("options", []):
            wish = _with(param, option["v"], others)
            if rules.best(offers, wish, references) is None:
                reason = _reason(offers, wish, param["key"], references)
                found.setdefault(param["key"], {})[option["v"]] = reason
    return found


def _with(param: Data, value: str, others: Values) -> dict[str, str]:
    idle = not value or (param["agreed"] and value == param["default"])
    return dict(others) if idle else {**others, param["key"]: value}


def _reason(
    offers: Sequence[Data], wish: Values, key: str, references: Sequence[Reference]
) -> dict[str, str]:
    """A rule's own words, else the setting beside which it is not offered."""
    for offer in offers:
        whys = list(rules.problems(offer, wish, references).values())
        if whys and all(whys):
            return {"why": whys[0]}
    for other in wish:
        rest = {name: value for name, value in wish.items() if name != other}
        if other != key and rules.best(offers, rest, references):
            return {"with": other}
    return {}


def deltas(
    document: Data, offers: Sequence[Data], sent: Values, references: Sequence[Reference]
) -> dict[str, dict[str, int]]:
    """What each option adds to the price of one result, against the default."""
    found: dict[str, dict[str, int]] = {}
    for param in document["params"]:
        others = {key: value for key, value in sent.items() if key != param["key"]}
        usual = _price_of_one(offers, _with(param, param["default"], others), references)
        for option in param.get("options", []):
            one = _price_of_one(offers, _with(param, option["v"], others), references)
            if usual is not None and one is not None and one != usual:
                found.setdefault(param["key"], {})[option["v"]] = one - usual
    return found


def _price_of_one(
    offers: Sequence[Data], sent: Values, references: Sequence[Reference]
) -> int | None:
    offer = rules.best(offers, sent, references)
    return rules.price(offer, sent, 1) if offer else None


def _pixels(offer: Data, sent: Values) -> str:
    """What the chosen size measures in the chosen shape, where the vendor says so."""
    size, shape = (
        sent.get(name, str(offer["defaults"].get(name, ""))) for name in ("size", "aspect_ratio")
    )
    table: Mapping[str, Mapping[str, str]] = offer["takes"].get("size", {}).get("table", {})
    return table.get(size, {}).get(shape, "")
