"""What the sweep knows of vendors, keys and offers; read anew every few seconds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from providers.base import Provider
from studio import catalog, egress, keyring
from studio.lifecycle import poll
from studio.lifecycle.poll import Advice
from studio.models import Offer, Vendor, VendorKey

log = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R", Vendor, VendorKey, Offer)
ADVICE: Advice = (3.0, 1.5, 15.0)  # for an offer that cannot be read


class Book:
    """A row that cannot be read is left out: one bad setting must not stop the others."""

    def __init__(self) -> None:
        self.vendors: dict[UUID, Vendor] = {}
        self.keys: dict[UUID, str] = {}
        self.providers: dict[UUID, Provider] = {}
        self.advice: dict[UUID, Advice] = {}
        self._told: set[UUID] = set()

    def load(self) -> None:
        """Keys first: whatever a key points to was there before it."""
        keys = self._each(VendorKey.objects.all(), keyring.open_key)
        offers = Offer.objects.select_related("vendor").all()
        advice = self._each(offers, lambda offer: poll.advice(offer, offer.vendor))
        self.vendors = {vendor.pk: vendor for vendor in Vendor.objects.all()}
        self.providers = self._each(self.vendors.values(), catalog.adapter)
        self.advice, self.keys = advice, keys

    def knows(self, vendor_id: UUID, key_id: UUID) -> bool:
        return vendor_id in self.providers and key_id in self.keys

    def target(
        self, vendor_id: UUID, key_id: UUID, provider: Provider, total: float
    ) -> egress.Target:
        return egress.Target(
            base_url=self.vendors[vendor_id].root,
            key=self.keys[key_id],
            auth=provider.auth,
            connect_timeout=provider.settings.connect_timeout,
            total_timeout=total,
        )

    def clean(self, said: bytes, key_id: UUID) -> bytes:
        """A vendor that echoes our key must not make us store it."""
        key = self.keys[key_id].encode()
        return said.replace(key, b"[key]") if len(key) > 3 else said

    def _each(self, rows: Iterable[R], read: Callable[[R], T]) -> dict[UUID, T]:
        found = {}
        for row in rows:
            try:
                found[row.pk] = read(row)
            except Exception:
                self._tell(row)
        return found

    def _tell(self, row: R) -> None:
        """Once, and not every few seconds."""
        if row.pk not in self._told:
            self._told.add(row.pk)
            log.exception("%s %s cannot be read", type(row).__name__, row.pk)
