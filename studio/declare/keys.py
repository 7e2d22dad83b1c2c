"""`[[vendors.keys]]`: keys whose secret comes from elsewhere and is sealed at once."""

from __future__ import annotations

import providers
from providers.params import InvalidParams
from studio import keyring, vault
from studio.declare.changes import Change, put, word
from studio.declare.document import KeyTable
from studio.declare.sources import NotSet, secret_from
from studio.models import Vendor, VendorKey

FIELDS = ("max_in_flight", "max_per_minute", "weight", "enabled")


def declare(vendor: Vendor, table: KeyTable, notes: list[str]) -> Change | None:
    subject = f"key {vendor.slug}/{table.label}"
    row = VendorKey.objects.filter(vendor=vendor, label=table.label).first()
    secret = _secret(vendor, table, row, notes)
    fields = table.given(*FIELDS)
    if row is None:
        made = VendorKey(vendor=vendor, label=table.label, **fields)
        keyring.seal(made, secret)
        made.save(force_insert=True)
        shown = {"secret": f"set (••••{made.last4})"} if secret else {}
        return Change(subject, True, shown | {name: word(fields[name]) for name in fields})
    change = put(row, subject, fields)
    if secret and _replace(row, secret):
        shown = {"secret": f"changed (••••{row.last4})"} | dict(change.fields if change else {})
        return Change(subject, False, shown)
    return change


def _secret(vendor: Vendor, table: KeyTable, row: VendorKey | None, notes: list[str]) -> str:
    """Empty: keep what is stored. A file that was exported elsewhere names unset variables."""
    field = f"vendors[{vendor.slug}].keys[{table.label}].secret"
    if not table.secret:
        if row is None and providers.protocol(vendor.protocol).needs_key:
            raise InvalidParams({field: 'must be "env:NAME" or "file:/path" for a new key'})
        return ""
    try:
        return secret_from(table.secret, field)
    except NotSet as error:
        if row is None or not row.secret:
            raise InvalidParams({field: f"the environment has no {error}"}) from None
        notes.append(f"{field}: kept, because the environment has no {error}")
        return ""


def _replace(row: VendorKey, secret: str) -> bool:
    """False where it is the same secret. A new one starts with a clean record."""
    if _is_same(row, secret):
        return False
    keyring.seal(row, secret)
    row.state, row.failures, row.paused_until = VendorKey.State.UNTESTED, 0, None
    row.last_error, row.last_error_at = "", None
    row.save()
    return True


def _is_same(row: VendorKey, secret: str) -> bool:
    # The fingerprint alone would differ once the vault has a new key.
    try:
        return vault.fingerprint(secret) == row.fingerprint or keyring.open_key(row) == secret
    except vault.VaultError:
        return False
