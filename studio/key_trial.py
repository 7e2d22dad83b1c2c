"""Asking a vendor about a key: does it work, and what is left on the account?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from providers.base import Provider
from providers.errors import ProviderError
from providers.params import InvalidParams
from providers.types import Call, Reply
from studio import catalog, egress, keyring, vault
from studio.models import VendorKey

WORDS = {
    "auth": "The vendor refuses this key.",
    "vendor_balance": "The key is known, but the account is empty.",
    "rate_limited": "The vendor is busy. Try again in a minute.",
    "busy": "The vendor is busy. Try again in a minute.",
    "protocol": "The answer is not what this protocol gives. Look at the base URL and settings.",
    "not_found": "There is nothing at this address. Look at the base URL and settings.",
}
LONGEST = 80  # characters of a vendor's balance that are shown


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to tell the admin. `kind` is the provider's word for the trouble; empty: none."""

    text: str
    kind: str = ""

    @property
    def ok(self) -> bool:
        return not self.kind


@sensitive_variables()
def check(key: VendorKey) -> Verdict:
    """One free call; notes on the key what came of it. Never inside a transaction."""
    try:
        provider = catalog.adapter(key.vendor)
        provider.read_check_key(_ask(key, provider, provider.check_key()))
    except Refused as refusal:
        return refusal.verdict
    except ProviderError as error:
        return _troubled(key, error)
    except InvalidParams as error:
        return Verdict(f"The vendor's settings are wrong: {error}", "settings")
    return _works(key)


@sensitive_variables()
def balance(key: VendorKey) -> Verdict:
    """Only where the provider has one."""
    try:
        provider = catalog.adapter(key.vendor)
        text = provider.read_balance(_ask(key, provider, provider.balance()))
    except Refused as refusal:
        return refusal.verdict
    except ProviderError as error:
        return _troubled(key, error)
    except InvalidParams as error:
        return Verdict(f"The vendor's settings are wrong: {error}", "settings")
    return Verdict(f"Balance at {key.vendor.name}: {_without_key(text, key)[:LONGEST]}")


class Refused(Exception):
    """There was no answer to read."""

    def __init__(self, text: str, kind: str) -> None:
        super().__init__(text)
        self.verdict = Verdict(text, kind)


@sensitive_variables()
def _ask(key: VendorKey, provider: Provider, call: Call) -> Reply:
    try:
        secret = keyring.open_key(key)
    except vault.VaultError:
        raise Refused("The vault cannot open this key. Enter it again.", "vault") from None
    settings = provider.settings
    target = egress.Target(
        key.vendor.root,
        secret,
        auth=provider.auth,
        connect_timeout=settings.connect_timeout,
        total_timeout=settings.poll_timeout,
    )
    try:
        return egress.call_now(call, target)
    except egress.CallError as trouble:
        raise Refused(f"No answer from {key.vendor.name}: {trouble.reason}.", "no_answer") from None


def _works(key: VendorKey) -> Verdict:
    VendorKey.objects.filter(pk=key.pk).update(
        state=VendorKey.State.OK, failures=0, paused_until=None, last_ok_at=timezone.now()
    )
    return Verdict("The key works.")


def _troubled(key: VendorKey, error: ProviderError) -> Verdict:
    if error.kind in ("auth", "vendor_balance"):
        VendorKey.objects.filter(pk=key.pk).update(
            state=VendorKey.State.FAILING, last_error=error.kind, last_error_at=timezone.now()
        )
    return Verdict(
        WORDS.get(error.kind, f"The vendor answers with an error ({error.kind})."), error.kind
    )


@sensitive_variables()
def _without_key(text: str, key: VendorKey) -> str:
    secret = keyring.open_key(key)
    return text.replace(secret, "[key]") if secret else text
