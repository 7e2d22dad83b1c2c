"""Places at vendors: how many requests a key may have in flight, and per minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from studio.models import Attempt, Task, VendorKey

OCCUPIED = (Task.Status.SUBMITTING, Task.Status.UNKNOWN, Task.Status.RUNNING)
AT_VENDOR = (
    Attempt.State.PREPARED,
    Attempt.State.SENT,
    Attempt.State.UNKNOWN,
    Attempt.State.ACCEPTED,
)
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Slots:
    """Free places per key, taken one by one: the least loaded key first, by weight.

    `sends` is what the limit per minute leaves; a key without one has no entry.
    """

    keys: dict[UUID, list[VendorKey]]
    free: dict[UUID, int]
    sends: dict[UUID, int]

    def take(self, vendor_id: UUID) -> VendorKey | None:
        open_keys = [key for key in self.keys.get(vendor_id, []) if self.free[key.pk] > 0]
        if not open_keys:
            return None
        key = max(open_keys, key=lambda item: (-item.failures, self.free[item.pk] * item.weight))
        self.free[key.pk] -= 1
        return key

    def take_again(self, key_id: UUID) -> bool:
        """Takes one of the key's sends of this minute, for what has its place in flight already."""
        if self.sends.get(key_id, 1) < 1:
            return False
        if key_id in self.sends:
            self.sends[key_id] -= 1
        return True

    @property
    def able_again(self) -> list[UUID]:
        """Open keys that may send something once more."""
        return [pk for pk in self.free if self.sends.get(pk, 1) > 0]

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
    keys = list(open_keys(now).order_by("pk").select_for_update(no_key=True, of=("self",)))
    busy, soon = per_key(at_vendor()), per_key(at_vendor().filter(state=Attempt.State.PREPARED))
    sent = per_key(Attempt.objects.filter(key__in=keys, started_at__gt=now - MINUTE))
    slots = Slots({}, {}, {})
    for key in keys:
        room = key.max_in_flight - busy.get(key.pk, 0)
        if key.max_per_minute is not None:
            left = key.max_per_minute - sent.get(key.pk, 0) - soon.get(key.pk, 0)
            slots.sends[key.pk], room = max(left, 0), min(room, left)
        slots.keys.setdefault(key.vendor_id, []).append(key)
        slots.free[key.pk] = max(room, 0)
    return slots


def open_keys(now: datetime) -> QuerySet[VendorKey]:
    """Keys that are on and do not rest, of vendors likewise."""
    vendors = Q(vendor__paused_until=None) | Q(vendor__paused_until__lte=now)
    return VendorKey.objects.open(now).filter(vendors, vendor__enabled=True)


def at_vendor() -> QuerySet[Attempt]:
    """Submissions that take up a place of their key."""
    return Attempt.objects.filter(
        task__status__in=OCCUPIED, task__next_action_at__isnull=False, state__in=AT_VENDOR
    )


def per_key(attempts: QuerySet[Attempt]) -> dict[UUID, int]:
    return dict(attempts.values_list("key").annotate(n=Count("pk")).order_by())
