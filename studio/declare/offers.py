"""`[[offers]]`: which vendor provides a model, as what, and for how much."""

from __future__ import annotations

from typing import Any

import providers
from providers.catalog import ModelSpec
from providers.params import InvalidParams
from studio.declare import checks
from studio.declare.changes import Change, put, words
from studio.declare.document import OfferTable, offer_path
from studio.declare.sync import default_offer, default_price, new_model, subject
from studio.models import GenerationModel, Offer, Vendor

FIELDS = ("priority", "enabled", "limits", "vendor_cost", "vendor_currency")


def declare(table: OfferTable) -> Change | None:
    try:
        return _declare(table)
    except InvalidParams as error:
        place = f"offers[{offer_path(table)}]"
        found = {f"{place}.{name}": text for name, text in error.problems.items()}
        raise InvalidParams(found) from None


def _declare(table: OfferTable) -> Change | None:
    vendor = _vendor(table.vendor)
    spec = find_spec(vendor.protocol, table)
    model = _model(table.model, spec)
    fields = table.given(*FIELDS)
    checks.check_limits(spec, fields.get("limits", {}))
    if price := _price(vendor.protocol, spec, table):
        fields["price"] = price
    upstream = table.upstream or spec.upstream
    row = Offer.objects.filter(
        vendor=vendor, model=model, spec_key=spec.key, upstream=upstream
    ).first()
    if row:
        return put(row, subject(row), fields)
    return _create(default_offer(vendor, model, spec), upstream, fields)


def _create(row: Offer, upstream: str, fields: dict[str, Any]) -> Change:
    row.upstream, row.enabled = upstream, True
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    shown = {"price": row.price, "enabled": row.enabled} | fields
    return Change(subject(row), True, words(shown))


def _vendor(slug: str) -> Vendor:
    found = Vendor.objects.filter(slug=slug).first()
    if found is None:
        there = ", ".join(Vendor.objects.values_list("slug", flat=True)) or "none"
        raise InvalidParams({"vendor": f"there is no vendor {slug}; there are {there}"})
    return found


def find_spec(protocol: str, table: OfferTable) -> ModelSpec:
    """By its key, else by upstream; of several with one upstream, the model's first."""
    specs = providers.specs(protocol)
    if table.spec:
        found = [spec for spec in specs if spec.key == table.spec]
        allowed = ", ".join(spec.key for spec in specs)
        field, text = "spec", f"{protocol} has no {table.spec}; it has {allowed}"
    else:
        found = [spec for spec in specs if spec.upstream == (table.upstream or table.model)]
        found.sort(key=lambda spec: spec.model != table.model)
        allowed = ", ".join(dict.fromkeys(spec.upstream for spec in specs))
        field, text = "upstream", f"{protocol} knows {allowed}; for another id, give spec as well"
    if not found:
        raise InvalidParams({field: text})
    return found[0]


def _model(slug: str, spec: ModelSpec) -> GenerationModel:
    found = GenerationModel.objects.filter(slug=slug).first()
    if found is None and slug == spec.model:
        found = new_model(slug, spec.kind)
        found.save(force_insert=True)
    if found is None:
        text = f"there is no model {slug}: declare it under [[models]], or take {spec.model}"
        raise InvalidParams({"model": text})
    if found.kind != spec.kind:
        raise InvalidParams({"model": f"{slug} makes {found.kind}s, {spec.key} makes {spec.kind}s"})
    return found


def _price(protocol: str, spec: ModelSpec, table: OfferTable) -> dict[str, Any] | None:
    """The price the file gives; None leaves it alone. What it leaves out is the default's,

    but given credits stand for themselves: they bring no default surcharges along.
    """
    given = table.given("credits", "unit", "surcharge")
    if not given:
        return None
    base = default_price(spec) | ({"surcharge": {}} if "credits" in given else {})
    return checks.check_price(protocol, spec, base | given)
