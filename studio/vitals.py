"""How the vendors are doing: who rests, who fails often, who has room."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from studio import places
from studio.models import Attempt, Offer, VendorKey
from studio.once import per_request

T = TypeVar("T")
A = Attempt.State
ANSWERED = (A.ACCEPTED, A.COMPLETED, A.REJECTED, A.NOT_SENT, A.UNKNOWN)
# What is the account's or the vendor's fault. A full vendor and a refused prompt are neither.
FAULTS = ("auth", "vendor_balance", "model_offline", "not_sent", "upstream_failed", "protocol")
LATELY = timedelta(minutes=10)
FEWEST = 4  # answers before an offer can be said to fail often


class Standing(IntEnum):
    """Lower is better."""

    WELL = 0
    FAILING = 1  # at least half of its latest answers were faults
    RESTING = 2  # its vendor is paused, or has no key that is open


@dataclass(frozen=True, slots=True)
class Vitals:
    """`room`: free places of the open keys, by vendor; a vendor without one is not in it."""

    room: Mapping[UUID, int]
    failing: frozenset[UUID]

    def standing(self, offer: Offer) -> Standing:
        if is_paused(offer) or offer.vendor_id not in self.room:
            return Standing.RESTING
        return Standing.FAILING if offer.pk in self.failing else Standing.WELL

    def room_at(self, offer: Offer) -> int:
        return self.room.get(offer.vendor_id, 0)


def is_paused(offer: Offer) -> bool:
    until = offer.vendor.paused_until
    return until is not None and until > timezone.now()


class Kept(Generic[T]):
    """What a process measures once for everybody, every VITALS_TTL seconds at most; and one
    request sees one measure.
    """

    def __init__(self, measure: Callable[[datetime], T]) -> None:
        self._measure = measure
        self._found: tuple[float, T] | None = None

    @per_request(lambda self: id(self))
    def read(self) -> T:
        found = self._found
        if found is None or time.monotonic() - found[0] >= settings.VITALS_TTL:
            found = self._found = time.monotonic(), self._measure(timezone.now())
        return found[1]


def read() -> Vitals:
    return _kept.read()


def measure(now: datetime) -> Vitals:
    """Three queries, each over what is in flight or a few minutes old."""
    keys = list(places.open_keys(now).only("vendor", "max_in_flight", "max_per_minute"))
    busy = places.per_key(places.at_vendor())
    answers = _answers(now)
    sent = Counter[UUID]()
    for key_id, _offer, _answered, _faults, lately in answers:
        sent[key_id] += lately
    room = Counter[UUID]()
    for key in keys:
        room[key.vendor_id] += max(_room(key, busy.get(key.pk, 0), sent[key.pk]), 0)
    return Vitals(dict(room), _failing(answers))


def _room(key: VendorKey, busy: int, sent: int) -> int:
    free = key.max_in_flight - busy
    return free if key.max_per_minute is None else min(free, key.max_per_minute - sent)


def _answers(now: datetime) -> list[tuple[UUID, UUID, int, int, int]]:
    """(key, offer, answers, faults among them, sent in the last minute) of the last minutes."""
    recent = Attempt.objects.filter(
        key__in=VendorKey.objects.values("pk"), started_at__gt=now - LATELY
    )
    counted = recent.values_list("key", "offer").annotate(
        answered=Count("pk", filter=Q(state__in=ANSWERED)),
        faults=Count("pk", filter=Q(state__in=ANSWERED, error_kind__in=FAULTS)),
        sent=Count("pk", filter=Q(started_at__gt=now - places.MINUTE)),
    )
    return list(counted.order_by())


def _failing(answers: list[tuple[UUID, UUID, int, int, int]]) -> frozenset[UUID]:
    answered, faults = Counter[UUID](), Counter[UUID]()
    for _key, offer, all_of_them, bad, _sent in answers:
        answered[offer] += all_of_them
        faults[offer] += bad
    return frozenset(
        offer for offer, n in answered.items() if n >= FEWEST and 2 * faults[offer] >= n
    )


_kept = Kept(measure)
