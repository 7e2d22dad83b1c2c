"""A model that can be picked now, with its offers and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from providers.catalog import ModelSpec
from studio import catalog, form_document
from studio.form_document import Facts
from studio.models import GenerationModel, Offer

QUICK, CHEAP = 10, 5  # seconds and credits that a filter of the picker asks for
READABLE = {"nano-banana-pro", "gpt-image-2"}  # models that write words without mistakes


@dataclass(frozen=True, slots=True)
class Choice:
    """`offers` are those that are on; `back_at` is when a vendor that rests is asked again."""

    model: GenerationModel
    offers: Sequence[Offer]
    facts: Facts = field(default_factory=Facts)
    back_at: datetime | None = None

    def document(self) -> dict[str, Any]:
        return form_document.build(self.model, self.offers, self.facts)

    @property
    def usual(self) -> Mapping[str, str]:
        """What every setting is where nobody touches it."""
        params = catalog.params_of([catalog.spec_of(offer) for offer in self.offers])
        return {item["key"]: form_document.text_of(item["default"]) for item in params}

    @property
    def price_from(self) -> int:
        return min(int(offer.price.get("credits", 0)) for offer in self.offers)

    @property
    def cheapest(self) -> int:
        """The least that one result costs: of a price per second, its shortest clip."""
        return min(
            int(offer.price.get("credits", 0)) * self._shortest(offer) for offer in self.offers
        )

    @property
    def is_per_second(self) -> bool:
        return bool(self.offers[0].price.get("unit") == "second")

    @property
    def typical(self) -> int:
        """Seconds that a result usually takes."""
        return round(self.facts.typical or catalog.spec_of(self.offers[0]).typical)

    @property
    def is_demo(self) -> bool:
        return all(offer.vendor.is_demo for offer in self.offers)

    @property
    def is_down(self) -> bool:
        return self.facts.status == "down"

    @property
    def most_references(self) -> int:
        return max(form_document.references_of(catalog.spec_of(o))[1] for o in self.offers)

    @property
    def needs(self) -> set[str]:
        """Kinds of references without which nobody makes anything of this model."""
        return set.intersection(*(_asked_by(catalog.spec_of(offer)) for offer in self.offers))

    @property
    def longest(self) -> int:
        """Seconds of a video, at most; 0 where that is not a setting."""
        found = [self._takes(offer, "duration").get("max", 0) for offer in self.offers]
        return max(map(int, found))

    @property
    def is_large(self) -> bool:
        return any("4K" in self._takes(offer, "size").get("options", ()) for offer in self.offers)

    @property
    def has_sound(self) -> bool:
        return any(self._takes(offer, "audio") for offer in self.offers)

    @property
    def traits(self) -> str:
        """The filters of the picker that let it through."""
        found = {
            "references": self.most_references > 0,
            "text": self.model.slug in READABLE,
            "large": self.is_large,
            "sound": self.has_sound,
            "quick": self.typical < QUICK,
            "cheap": self.cheapest < CHEAP,
        }
        return " ".join(name for name, holds in found.items() if holds)

    def _shortest(self, offer: Offer) -> int:
        """Seconds that are charged at least, where seconds are."""
        is_timed = offer.price.get("unit") == "second"
        return int(self._takes(offer, "duration").get("min", 1)) if is_timed else 1

    def _takes(self, offer: Offer, key: str) -> dict[str, Any]:
        param = catalog.spec_of(offer).param(key)
        return form_document.takes(param) if param else {}


def _asked_by(spec: ModelSpec) -> set[str]:
    return {rule.kind for rule in spec.references if rule.min}
