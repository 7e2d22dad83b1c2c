"""Bringing the database to what a file declares, in one transaction; nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from studio import audit
from studio.declare import document, keys, models, offers, vendors
from studio.declare.changes import Change
from studio.declare.document import Document
from studio.declare.sync import add_offers, sync_models
from studio.models import User, Vendor


@dataclass(slots=True)
class Applied:
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *changes: Change | None) -> None:
        self.changes += [change for change in changes if change]


def apply(text: str, *, dry_run: bool = False, actor: User | None = None) -> Applied:
    """Raises InvalidParams naming each bad field; then nothing was written."""
    declared = document.read(text)
    with transaction.atomic():
        done = _apply(declared)
        for change in done.changes:
            action = "created" if change.is_new else "changed"
            audit.note(actor, f"declared.{action}", change.subject, {"fields": [*change.fields]})
        transaction.set_rollback(dry_run)
    return done


def _apply(declared: Document) -> Applied:
    done = Applied()
    done.add(*sync_models(), *map(models.declare, declared.models))
    for table in declared.vendors:
        vendor, change = vendors.declare(table)
        done.add(change)
        for key in table.keys:
            done.add(keys.declare(vendor, key, done.notes))
    with_offers = {offer.vendor for offer in declared.offers}
    for table in declared.vendors:
        if table.slug not in with_offers:
            done.add(*add_offers(Vendor.objects.get(slug=table.slug)))
    done.add(*map(offers.declare, declared.offers))
    return done
