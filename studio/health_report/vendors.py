"""What the studio generates with: vendors, keys, models, offers."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

import providers
from providers.params import InvalidParams
from studio import catalog, keyring
from studio import vault as vaulting
from studio.declare import checks
from studio.health_report.finding import Finding, error, warning
from studio.models import GenerationModel, Offer, RescueItem, Vendor, VendorKey


def vault() -> Iterator[Finding]:
    try:
        vaulting.check_keys()
    except vaulting.VaultError as trouble:
        yield error("vault", str(trouble))
        return
    old = 0
    for key in VendorKey.objects.exclude(secret="").select_related("vendor"):
        try:
            keyring.open_key(key)
            old += vaulting.needs_rotation(key.secret)
        except vaulting.VaultError as trouble:
            yield error(_named(key), f"cannot be opened: {trouble}; enter the key again")
    if old:
        yield warning("vault", f"keys sealed with an older vault key: {old}; run rotate_keys")


def without_keys() -> Iterator[Finding]:
    for vendor in Vendor.objects.filter(enabled=True).prefetch_related("keys"):
        needed = providers.protocol(vendor.protocol).needs_key
        usable = [key for key in vendor.keys.all() if key.enabled and (key.secret or not needed)]
        if not usable:
            yield error(f"vendor {vendor.slug}", "is on, but has no key that is on; add one")


def misconfigured() -> Iterator[Finding]:
    for vendor in Vendor.objects.filter(enabled=True):
        try:
            checks.check_settings(vendor.protocol, vendor.settings)
            checks.check_base_url(vendor.protocol, vendor.base_url)
        except InvalidParams as trouble:
            yield error(f"vendor {vendor.slug}", str(trouble))
    for offer in Offer.objects.filter(enabled=True).select_related("vendor", "model"):
        try:
            checks.check_price(offer.vendor.protocol, offer.spec, offer.price)
        except KeyError:
            yield error(
                f"offer {offer}", f"its protocol has no spec {offer.spec_key}; switch it off"
            )
        except InvalidParams as trouble:
            yield error(f"offer {offer}", str(trouble))


def failing() -> Iterator[Finding]:
    now = timezone.now()
    for key in VendorKey.objects.filter(enabled=True, vendor__enabled=True).select_related(
        "vendor"
    ):
        rests = key.paused_until is not None and key.paused_until > now
        if key.state == VendorKey.State.FAILING or rests:
            text = f"fails with {key.last_error or 'an error'}, {key.failures} times in a row"
            yield warning(_named(key), text)
    for vendor in Vendor.objects.filter(enabled=True, paused_until__gt=now):
        text = f"rests until {vendor.paused_until:%H:%M} UTC after {vendor.failures} failures"
        yield warning(f"vendor {vendor.slug}", f"{text} ({vendor.pause_reason})")


def models_without_offers() -> Iterator[Finding]:
    on = Offer.objects.filter(enabled=True, vendor__enabled=True)
    if not on.exists():
        yield error("offers", "none is on: members cannot generate; apply a vendors file")
        return
    silent = GenerationModel.objects.filter(~Exists(on.filter(model=OuterRef("pk"))), enabled=True)
    if names := ", ".join(silent.values_list("slug", flat=True)):
        yield warning("models", f"without an offer that is on, so not to be picked: {names}")


def needing_public_url() -> Iterator[Finding]:
    if settings.PUBLIC_URL:
        return
    on = Offer.objects.filter(enabled=True, vendor__enabled=True).select_related("vendor")
    found = sorted({offer.vendor.slug for offer in on if _fetches(offer)})
    if found:
        text = f"is not set: {', '.join(found)} can take references by URL only, so takes none"
        yield warning("PUBLIC_URL", text)


def rescue_items() -> Iterator[Finding]:
    waiting = RescueItem.objects.filter(resolved_at=None).count()
    if waiting:
        yield warning(
            "rescue list", f"waiting for a look: {waiting}; see `manage.py rescue --list`"
        )


def _fetches(offer: Offer) -> bool:
    try:
        spec, wish = offer.spec, catalog.adapter(offer.vendor).settings.reference_transport
    except (KeyError, InvalidParams):
        return False  # told as misconfigured
    return bool(spec.references) and (wish == "url" or spec.transports == ("url",))


def _named(key: VendorKey) -> str:
    return f"key {key.vendor.slug}/{key.label}"
