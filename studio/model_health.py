"""How each model is doing, for whoever is about to pick one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from studio import catalog, places, timings, vitals
from studio.models import Attempt, Offer
from studio.vitals import Standing

State = Literal["ok", "slow", "down", "off"]
BACK = timedelta(hours=6)  # how far we look for the moment when it stopped working
LOOKED_AT = 2000  # newest requests in flight
FEWEST = 3  # requests in flight before they can be said to be late
WORKED = (Attempt.State.ACCEPTED, Attempt.State.COMPLETED)


@dataclass(frozen=True, slots=True)
class Health:
    """`since` is known of what is down. `vendors` are those that do not work, by name."""

    state: State
    since: datetime | None = None
    vendors: tuple[str, ...] = ()


OFF = Health("off")


def of_models() -> dict[UUID, Health]:
    """By model, of all that are on. A model that nobody who is on makes is not among them."""
    return _kept.read()


def measure(now: datetime) -> dict[UUID, Health]:
    """A fixed number of queries, however many models there are."""
    seen = vitals.read()
    rows = catalog.switched_on().filter(model__enabled=True).order_by("priority", "created_at")
    by_model: dict[UUID, list[Offer]] = defaultdict(list)
    for offer in filter(catalog.is_known, rows):
        by_model[offer.model_id].append(offer)
    late = _late([offer for offers in by_model.values() for offer in offers], now)
    found = {pk: _health(catalog.preferred(offers), seen, late) for pk, offers in by_model.items()}
    return _dated(found, by_model, now)


def of_model(found: Mapping[UUID, Health], model_id: UUID) -> Health:
    return found.get(model_id, OFF)


def _health(offers: list[Offer], now: vitals.Vitals, late: set[UUID]) -> Health:
    """As good as its best offer, which is the one that is asked."""
    standing = {offer.pk: now.standing(offer) for offer in offers}
    ill = tuple(offer.vendor.name for offer in offers if standing[offer.pk] > Standing.WELL)
    best = min(standing.values())
    if best == Standing.RESTING:
        return Health("down", vendors=ill)
    well = [pk for pk, found in standing.items() if found == Standing.WELL]
    if not well or late.issuperset(well):
        return Health("slow", vendors=ill)
    return Health("ok", vendors=ill)


def _late(offers: list[Offer], now: datetime) -> set[UUID]:
    """Offers of whose requests in flight at least half take longer than nine in ten did."""
    usual = timings.of_offers(offers)
    waiting: dict[UUID, list[float]] = defaultdict(list)
    newest = places.at_vendor().filter(started_at__isnull=False).order_by("-started_at")
    for pk, at in newest.values_list("offer", "started_at")[:LOOKED_AT]:
        if at:
            waiting[pk].append((now - at).total_seconds())
    return {
        pk
        for pk, spans in waiting.items()
        if (known := usual.get(pk)) and _are_late(spans, known.stalled)
    }


def _are_late(spans: list[float], limit: float) -> bool:
    return len(spans) >= FEWEST and 2 * sum(span > limit for span in spans) >= len(spans)


def _dated(
    found: dict[UUID, Health], offers: Mapping[UUID, list[Offer]], now: datetime
) -> dict[UUID, Health]:
    """The same, with the moment since which each of those that are down does not work."""
    down = [pk for pk, health in found.items() if health.state == "down"]
    if not down:
        return found
    vendors = {offer.vendor_id for pk in down for offer in offers[pk]}
    since = _failing_since(vendors, now)
    for pk in down:
        moments = [since[offer.vendor_id] for offer in offers[pk] if offer.vendor_id in since]
        found[pk] = Health("down", max(moments, default=None), found[pk].vendors)
    return found


def _failing_since(vendors: Iterable[UUID], now: datetime) -> dict[UUID, datetime]:
    """By vendor: its first failure after its last success. One query."""
    recent = Attempt.objects.filter(vendor__in=vendors, started_at__gt=now - BACK)
    rows = recent.order_by("-started_at").values_list("vendor", "state", "error_kind", "started_at")
    since: dict[UUID, datetime] = {}
    worked: set[UUID] = set()
    for vendor, state, kind, at in rows[:LOOKED_AT]:
        if state in WORKED and kind not in vitals.FAULTS:
            worked.add(vendor)
        elif at and kind in vitals.FAULTS and vendor not in worked:
            since[vendor] = at
    return since


_kept = vitals.Kept(measure)
