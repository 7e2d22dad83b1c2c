"""What would make an order cheaper, one setting at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from providers.params import InvalidParams
from studio import form_state, rules
from studio.lifecycle.create import Order, plan

COUNTS = (8, 4, 2, 1)
MOST = 3


@dataclass(frozen=True, slots=True)
class Saving:
    """One setting (`count`, or a param) at another value: what it costs then, and saves."""

    key: str
    value: str
    credits: int
    saves: int


def cheaper(order: Order, document: Mapping[str, Any], cost: int, available: int) -> list[Saving]:
    """At most three: of each setting what is dearest within `available`, else what is cheapest.

    The document finds them, the plan that charges says what they cost.
    """
    found: dict[str, Saving] = {}
    for saving in sorted(_cheaper(order, document, cost), key=lambda item: -item.credits):
        kept = found.get(saving.key)
        if kept is None or kept.credits > available:
            found[saving.key] = saving
    best = sorted(found.values(), key=lambda item: (item.credits > available, -item.credits))
    return [exact for saving in best[:MOST] if (exact := _planned(order, saving, cost))]


def _cheaper(order: Order, document: Mapping[str, Any], cost: int) -> Iterator[Saving]:
    offers = form_state.offers_for(document, {"vendor": order.vendor})
    references = [_known(asset, role) for asset, role in order.references]
    sent = {name: str(value) for name, value in order.params.items()}
    for key, value, wish, count in _wishes(order, document, sent):
        offer = rules.best(offers, wish, references)
        credits = rules.price(offer, wish, count) if offer else cost
        if credits < cost:
            yield Saving(key, value, credits, cost - credits)


def _wishes(
    order: Order, document: Mapping[str, Any], sent: Mapping[str, str]
) -> Iterator[tuple[str, str, dict[str, str], int]]:
    for count in COUNTS:
        if count < order.count:
            yield "count", str(count), dict(sent), count
    for param in document["params"]:
        for value in _values(param):
            if value and value != sent.get(param["key"]):
                yield param["key"], value, {**sent, param["key"]: value}, order.count


def _values(param: Mapping[str, Any]) -> Sequence[str]:
    if param["type"] == "duration" and "options" not in param:
        return [str(number) for number in range(int(param["min"]), int(param["max"]) + 1)]
    return [item["v"] for item in param.get("options", [])]


def _known(asset: Any, role: str) -> dict[str, Any]:
    return {"role": role, "kind": asset.kind, "mime": asset.mime, "bytes": asset.bytes}


def _planned(order: Order, saving: Saving, cost: int) -> Saving | None:
    change: dict[str, Any] = (
        {"count": int(saving.value)}
        if saving.key == "count"
        else {"params": {**order.params, saving.key: saving.value}}
    )
    try:
        credits = plan(replace(order, **change)).credits
    except InvalidParams:
        return None
    return replace(saving, credits=credits, saves=cost - credits) if credits < cost else None
