"""Where a request goes: the offers that can make it, best first, and a free key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from providers.catalog import Given, ModelSpec
from providers.params import InvalidParams
from studio import catalog, mentions, quote, references
from studio.models import Attempt, GenerationModel, Offer, Task, VendorKey

OCCUPIED = (Task.Status.SUBMITTING, Task.Status.UNKNOWN, Task.Status.RUNNING)
AT_VENDOR = (
    Attempt.State.PREPARED,
    Attempt.State.SENT,
    Attempt.State.UNKNOWN,
    Attempt.State.ACCEPTED,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a member asks for, before it is known who makes it."""

    model: GenerationModel
    prompt: str
    params: Mapping[str, Any] = field(default_factory=dict)
    references: Sequence[Given] = ()
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    offer: Offer
    spec: ModelSpec
    params: dict[str, Any]

    def price(self, outputs: int) -> int:
        return quote.price_of(self.offer.price, self.spec, self.params, outputs)


def candidates(wanted: Wanted) -> list[Candidate]:
    """The offers that accept `wanted`, best first.

    Raises InvalidParams: what the nearest offer has against it, by field.
    """
    offers = catalog.offers_on(wanted.model, wanted.vendor)
    if not offers:
        if wanted.vendor:
            raise InvalidParams(
                {"vendor": f"does not offer {wanted.model.slug}, or is switched off"}
            )
        raise InvalidParams({"model": "is switched off: no vendor offers it"})
    found, refusals = [], []
    for offer in offers:
        try:
            found.append(accept(offer, wanted))
        except InvalidParams as error:
            refusals.append(error)
    if not found:
        raise min(refusals, key=lambda error: len(error.problems))
    return sorted(found, key=lambda item: (is_paused(item.offer), item.offer.priority))


def accept(offer: Offer, wanted: Wanted) -> Candidate:
    """Raises InvalidParams with every field that the offer refuses."""
    spec = catalog.spec_of(offer)
    problems: dict[str, str] = {}
    params: dict[str, Any] = {}
    with _noting(problems):
        params = spec.clean(wanted.params)
    with _noting(problems):
        kinds = [item.kind for item in wanted.references]
        spec.check_prompt(mentions.spoken(wanted.prompt, kinds, spec.mention))
    with _noting(problems):
        _check_references(offer, spec, wanted.references)
    if problems:
        raise InvalidParams(problems)
    return Candidate(offer, spec, params)


@contextmanager
def _noting(problems: dict[str, str]) -> Iterator[None]:
    """Collects what is wrong, so that a member sees all of it at once."""
    try:
        yield
    except InvalidParams as error:
        problems.update(error.problems)


def _check_references(offer: Offer, spec: ModelSpec, given: Sequence[Given]) -> None:
    spec.check_references(given)
    if given:
        total = sum(item.bytes for item in given)
        references.way_for(catalog.adapter(offer.vendor), spec, total)


def is_paused(offer: Offer, now: datetime | None = None) -> bool:
    until = offer.vendor.paused_until
    return until is not None and until > (now or timezone.now())


@dataclass(slots=True)
class Slots:
    """Free places per key, taken one by one: the least loaded key first, by weight."""

    keys: dict[UUID, list[VendorKey]]
    free: dict[UUID, int]

    def take(self, vendor_id: UUID) -> VendorKey | None:
        open_keys = [key for key in self.keys.get(vendor_id, []) if self.free[key.pk] > 0]
        if not open_keys:
            return None
        key = max(open_keys, key=lambda item: (-item.failures, self.free[item.pk] * item.weight))
        self.free[key.pk] -= 1
        return key

    @property
    def total(self) -> int:
        return sum(self.free.values())

    @property
    def vendors(self) -> list[UUID]:
        return [pk for pk, keys in self.keys.items() if any(self.free[key.pk] > 0 for key in keys)]


def free_slots(now: datetime) -> Slots:
    """What each open key may still take: in flight, and per minute. Four queries.

    The keys stay locked until the caller's transaction ends: two sweeps that counted at
    once would both take the last place.
    """
    open_vendor = Q(vendor__enabled=True) & (
        Q(vendor__paused_until=None) | Q(vendor__paused_until__lte=now)
    )
    opened = VendorKey.objects.open(now).filter(open_vendor).order_by("pk")
    keys = list(opened.select_for_update(no_key=True, of=("self",)))
    busy, soon = _count(at_vendor()), _count(at_vendor().filter(state=Attempt.State.PREPARED))
    sent = _count(Attempt.objects.filter(key__in=keys, started_at__gt=now - timedelta(minutes=1)))
    slots = Slots({}, {})
    for key in keys:
        room = key.max_in_flight - busy.get(key.pk, 0)
        if key.max_per_minute is not None:
            room = min(room, key.max_per_minute - sent.get(key.pk, 0) - soon.get(key.pk, 0))
        slots.keys.setdefault(key.vendor_id, []).append(key)
        slots.free[key.pk] = max(room, 0)
    return slots


def at_vendor() -> QuerySet[Attempt]:
    """Submissions that take up a place of their key."""
    return Attempt.objects.filter(
        task__status__in=OCCUPIED, task__next_action_at__isnull=False, state__in=AT_VENDOR
    )


def _count(attempts: Any) -> dict[UUID, int]:
    return dict(attempts.values_list("key").annotate(n=Count("pk")).order_by())
