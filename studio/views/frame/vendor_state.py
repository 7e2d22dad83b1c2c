"""Which vendors answer now, as members may know it: no keys, no reasons, no bills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from studio.models import Offer, Vendor, VendorKey


@dataclass(frozen=True, slots=True)
class State:
    """`until` is when a vendor that rests is asked again; None where nobody knows."""

    vendor: Vendor
    works: bool
    until: datetime | None


def states() -> list[State]:
    """Every vendor that makes something here, in one query."""
    rows = Vendor.objects.filter(
        Exists(Offer.objects.filter(vendor=OuterRef("pk"), enabled=True)), enabled=True
    )
    now = timezone.now()
    return [_state(vendor, now) for vendor in _with_keys(rows, now)]


def of_model(slug: str) -> list[State]:
    """The vendors of one model's offers, in one query."""
    rows = Vendor.objects.filter(
        Exists(Offer.objects.filter(vendor=OuterRef("pk"), model__slug=slug, enabled=True)),
        enabled=True,
    )
    now = timezone.now()
    return [_state(vendor, now) for vendor in _with_keys(rows, now)]


def is_down(found: Sequence[State]) -> bool:
    """Nobody who makes it answers; a model without vendors is not ours to speak of."""
    return bool(found) and not any(state.works for state in found)


def _with_keys(rows: QuerySet[Vendor], now: datetime) -> QuerySet[Vendor]:
    keys = VendorKey.objects.filter(vendor=OuterRef("pk"))
    return rows.annotate(has_open_key=Exists(keys.open(now)))


def _state(vendor: Vendor, now: datetime) -> State:
    until = vendor.paused_until
    is_resting = until is not None and until > now
    works = not is_resting and (vendor.is_demo or getattr(vendor, "has_open_key", False))
    return State(vendor, works, until if is_resting else None)
