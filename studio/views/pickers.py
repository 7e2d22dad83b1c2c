"""The models a member can pick, with what they cost and how long they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from studio import catalog
from studio.models import GenerationModel, Offer


@dataclass(frozen=True, slots=True)
class Choice:
    """A model with its offers that are on, best first."""

    model: GenerationModel
    offers: Sequence[Offer]

    @property
    def price_from(self) -> int:
        return min(int(offer.price.get("credits", 0)) for offer in self.offers)

    @property
    def is_per_second(self) -> bool:
        return bool(self.offers[0].price.get("unit") == "second")

    @property
    def typical(self) -> int:
        """Seconds that a result usually takes."""
        return round(catalog.spec_of(self.offers[0]).typical)

    @property
    def is_demo(self) -> bool:
        return all(offer.vendor.is_demo for offer in self.offers)


def choices() -> list[Choice]:
    """Every model that can be used now, in the admin's order. One query."""
    on = Offer.objects.filter(enabled=True, vendor__enabled=True, model__enabled=True)
    rows = on.select_related("vendor", "model").order_by(
        "model__order", "model__name", "priority", "created_at"
    )
    found: dict[UUID, list[Offer]] = {}
    for offer in filter(catalog.is_known, rows):
        found.setdefault(offer.model_id, []).append(offer)
    return [Choice(offers[0].model, catalog.preferred(offers)) for offers in found.values()]


def pick(found: Sequence[Choice], slug: str, kind: str) -> Choice | None:
    """The model asked for, else the first of the kind asked for, else the first."""
    named = (choice for choice in found if choice.model.slug == slug)
    alike = (choice for choice in found if choice.model.kind == kind)
    return next(named, None) or next(alike, None) or next(iter(found), None)
