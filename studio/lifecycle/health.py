"""The circuit breaker: a key or a vendor that keeps failing rests, and comes back by itself.

Only faults of the account or the vendor count; never a member's own (a refused prompt),
and never one blip.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from studio import live
from studio.models import Offer, Vendor, VendorKey
from studio.models.project import TEAM

OF_KEY = {"auth": 3, "vendor_balance": 2}  # failures in a row before the key rests
OF_VENDOR = {"not_sent": 5, "upstream_failed": 8, "protocol": 8}
FIRST_REST, LONGEST_REST = 60, 1800


def note_success(key_id: UUID, vendor_id: UUID, offer_id: UUID) -> None:
    """Writes only what differs, so that a healthy vendor costs no update."""
    now = timezone.now()
    rested = _rests(key_id)
    VendorKey.objects.filter(pk=key_id).exclude(state=VendorKey.State.OK, failures=0).update(
        state=VendorKey.State.OK, failures=0, paused_until=None, last_ok_at=now
    )
    Vendor.objects.filter(pk=vendor_id).exclude(
        failures=0, paused_until=None, verified_at__isnull=False
    ).update(failures=0, paused_until=None, pause_reason="", verified_at=now)
    Offer.objects.filter(pk=offer_id, verified_at=None).update(verified_at=now)
    if rested:
        _announce(vendor_id)


def note_failure(key_id: UUID, vendor_id: UUID, kind: str) -> None:
    if kind in OF_KEY:
        _note_key(key_id, vendor_id, kind)
    elif kind in OF_VENDOR:
        _note_vendor(vendor_id, kind)


def _note_key(key_id: UUID, vendor_id: UUID, kind: str) -> None:
    now = timezone.now()
    VendorKey.objects.filter(pk=key_id).update(
        failures=F("failures") + 1, last_error=kind, last_error_at=now
    )
    key = VendorKey.objects.get(pk=key_id)
    if key.failures >= OF_KEY[kind]:
        rest = _rest(key.failures - OF_KEY[kind])
        VendorKey.objects.filter(pk=key_id).update(
            state=VendorKey.State.FAILING, paused_until=now + rest
        )
        _announce(vendor_id)


def _note_vendor(vendor_id: UUID, kind: str) -> None:
    Vendor.objects.filter(pk=vendor_id).update(failures=F("failures") + 1)
    vendor = Vendor.objects.get(pk=vendor_id)
    if vendor.failures >= OF_VENDOR[kind]:
        rest = _rest(vendor.failures - OF_VENDOR[kind])
        Vendor.objects.filter(pk=vendor_id).update(
            paused_until=timezone.now() + rest, pause_reason=kind
        )
        _announce(vendor_id)


def _rests(key_id: UUID) -> bool:
    """Did the breaker of the key or of its vendor open, and nothing work since?"""
    opened = Q(paused_until__isnull=False) | Q(vendor__paused_until__isnull=False)
    return VendorKey.objects.filter(opened, pk=key_id).exists()


def _announce(vendor_id: UUID) -> None:
    """The breaker opened or closed: models may have become unusable, or usable again."""
    live.announce("vendor", [vendor_id], TEAM)


def _rest(more: int) -> timedelta:
    return timedelta(seconds=min(FIRST_REST * 2 ** min(more, 10), LONGEST_REST))
