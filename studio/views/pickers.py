"""The models a member can pick, with what they cost, how long they take and how they do."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef

from studio import catalog, timings, vitals
from studio.choices import Choice as Choice
from studio.form_document import Facts
from studio.models import GenerationModel, Offer, Run, User, VendorKey
from studio.timings import Typical

RECENT, LOOKED_AT = 3, 30
SLOW = 2.0  # times the estimate: what we call slow


def choices() -> list[Choice]:
    """Every model that can be used now, in the admin's order. Two queries."""
    keys = VendorKey.objects.filter(vendor=OuterRef("vendor"), enabled=True)
    on = Offer.objects.filter(Exists(keys), enabled=True, vendor__enabled=True, model__enabled=True)
    rows = on.select_related("vendor", "model").order_by(
        "model__order", "model__name", "priority", "created_at"
    )
    found: dict[UUID, list[Offer]] = {}
    for offer in filter(catalog.is_known, rows):
        found.setdefault(offer.model_id, []).append(offer)
    preferred = [catalog.preferred(offers) for offers in found.values()]
    usual = timings.of_offers(offer for offers in preferred for offer in offers)
    return [_choice(offers, usual) for offers in preferred]


def _choice(offers: Sequence[Offer], usual: dict[UUID, Typical | None]) -> Choice:
    now = vitals.read()
    standings = {offer.pk: int(now.standing(offer)) for offer in offers}
    best = min(offers, key=lambda offer: (standings[offer.pk], offer.priority))
    takes = usual.get(best.pk)
    facts = Facts(_status(best, standings, takes), takes.median if takes else 0, standings)
    until = [offer.vendor.paused_until for offer in offers if offer.vendor.paused_until]
    return Choice(best.model, offers, facts, min(until, default=None))


def _status(best: Offer, standings: dict[UUID, int], takes: Typical | None) -> str:
    if standings[best.pk] == vitals.Standing.RESTING:
        return "down"
    expected = catalog.spec_of(best).typical
    late = takes is not None and takes.is_measured and takes.median > SLOW * expected
    return "slow" if late or standings[best.pk] else "ok"


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
