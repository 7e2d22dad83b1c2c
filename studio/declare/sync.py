"""Models and default offers out of the protocols' catalogs. Never changes what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

import providers
from providers.catalog import ModelSpec
from studio.declare.changes import Change
from studio.declare.names import named
from studio.models import GenerationModel, Offer, Vendor


@transaction.atomic
def sync_catalog() -> list[Change]:
    """Rows for every model, and for what the catalogs of existing vendors gained.

    Where a vendor has offers already, the new ones are off: an upgrade, or a restart, must
    not switch on what an admin left out or has not priced.
    """
    made = sync_models()
    for vendor in Vendor.objects.all():
        is_fresh = vendor.is_demo or not vendor.offers.exists()
        made += add_offers(vendor, switched_on=is_fresh)
    return made


def sync_models() -> list[Change]:
    there = set(GenerationModel.objects.values_list("slug", flat=True))
    kinds = {
        spec.model: spec.kind for slug in providers.PROTOCOLS for spec in providers.specs(slug)
    }
    rows = [new_model(slug, kind) for slug, kind in kinds.items() if slug not in there]
    # Another process that starts at the same moment makes the same rows.
    GenerationModel.objects.bulk_create(rows, ignore_conflicts=True)
    return [Change(f"model {row.slug}", True, {"kind": row.kind}) for row in rows]


def new_model(slug: str, kind: str, **fields: Any) -> GenerationModel:
    order, words = named(slug)
    own = {"name": words.name, "blurb": words.blurb, "order": order * 10}
    return GenerationModel(slug=slug, kind=kind, **(own | fields))


def add_offers(vendor: Vendor, *, switched_on: bool = True) -> list[Change]:
    """The offers that `vendor` lacks of its protocol's models; needs their model rows."""
    there = {(offer.spec_key, offer.upstream) for offer in vendor.offers.all()}
    specs = [s for s in providers.specs(vendor.protocol) if (s.key, s.upstream) not in there]
    models = GenerationModel.objects.in_bulk({s.model for s in specs}, field_name="slug")
    rows = [default_offer(vendor, models[s.model], s, on=switched_on) for s in specs]
    Offer.objects.bulk_create(rows, ignore_conflicts=True)
    return list(_changes(rows))


def default_offer(
    vendor: Vendor, model: GenerationModel, spec: ModelSpec, *, on: bool = True
) -> Offer:
    return Offer(
        vendor=vendor,
        model=model,
        spec_key=spec.key,
        upstream=spec.upstream,
        price=default_price(spec),
        priority=spec.priority,
        enabled=spec.enabled and on,
    )


def subject(row: Offer) -> str:
    """Names an offer in the diff; the upstream id alone may stand for two forms of a call."""
    wire = row.spec_key if row.spec_key == row.upstream else f"{row.spec_key}, {row.upstream}"
    return f"offer {row.model.slug} by {row.vendor.slug} ({wire})"


def default_price(spec: ModelSpec) -> dict[str, Any]:
    surcharge = {name: dict(values) for name, values in spec.price.surcharge.items()}
    return {"unit": spec.price.unit, "credits": spec.price.credits, "surcharge": surcharge}


def _changes(rows: Iterable[Offer]) -> Iterator[Change]:
    for row in rows:
        state = "on" if row.enabled else "off"
        yield Change(subject(row), True, {"credits": str(row.price["credits"]), "enabled": state})
