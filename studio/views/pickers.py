"""The models a member can pick, with what they cost, how long they take and how they do."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from studio import catalog, model_health, timings, vitals
from studio.choices import Choice as Choice
from studio.form_document import Facts
from studio.models import GenerationModel, Offer, Run, User
from studio.timings import Typical

RECENT, LOOKED_AT = 3, 30


def choices() -> list[Choice]:
    """Every model that can be used now, in the admin's order. Two queries; the vendors' health
    is read once for everybody.
    """
    on = catalog.switched_on().filter(model__enabled=True).select_related("vendor", "model")
    rows = on.order_by("model__order", "model__name", "priority", "created_at")
    found: dict[UUID, list[Offer]] = {}
    for offer in filter(catalog.is_known, rows):
        found.setdefault(offer.model_id, []).append(offer)
    preferred = [catalog.preferred(offers) for offers in found.values()]
    usual = timings.of_offers(offer for offers in preferred for offer in offers)
    now, health = vitals.read(), model_health.of_models()
    return [
        _choice(offers, usual, now, model_health.of_model(health, offers[0].model_id).state)
        for offers in preferred
    ]


def _choice(
    offers: Sequence[Offer], usual: dict[UUID, Typical | None], now: vitals.Vitals, state: str
) -> Choice:
    standings = {offer.pk: int(now.standing(offer)) for offer in offers}
    best = min(offers, key=lambda offer: (standings[offer.pk], offer.priority))
    takes = usual.get(best.pk)
    facts = Facts(state, takes.median if takes else 0, standings)
    until = [offer.vendor.paused_until for offer in offers if offer.vendor.paused_until]
    return Choice(best.model, offers, facts, min(until, default=None))


def names() -> dict[str, list[tuple[str, str]]]:
    """(slug, name) of every model of a kind that is switched on. One query."""
    on = catalog.switched_on().filter(model__enabled=True).order_by("model__order", "model__name")
    rows = dict.fromkeys(on.values_list("model__kind", "model__slug", "model__name"))
    kinds = GenerationModel.Kind.values
    return {kind: [(slug, name) for each, slug, name in rows if each == kind] for kind in kinds}


def recent(user: User) -> list[str]:
    """The models of somebody's last runs, newest first. One query."""
    rows = Run.objects.filter(author=user).order_by("-created_at", "-pk")
    slugs = rows.values_list("model__slug", flat=True)[:LOOKED_AT]
    return list(dict.fromkeys(slugs))[:RECENT]


def pick(found: Sequence[Choice], slug: str, kind: str) -> Choice | None:
    """The model asked for, else the first of the kind asked for, else the first."""
    named = (choice for choice in found if choice.model.slug == slug)
    alike = (choice for choice in found if choice.model.kind == kind)
    return next(named, None) or next(alike, None) or next(iter(found), None)


def kinds(found: Sequence[Choice]) -> list[str]:
    made = {choice.model.kind for choice in found}
    return [kind for kind in GenerationModel.Kind.values if kind in made]
