"""Vendor keys: sealed when they come in, opened only for a call."""

from __future__ import annotations

from studio import vault
from studio.models import VendorKey


def context(key: VendorKey) -> str:
    """Binds a sealed secret to its row: it opens nowhere else."""
    return f"studio_vendorkey:secret:{key.pk}"


def seal(key: VendorKey, secret: str) -> None:
    """Put `secret` on the row, unsaved."""
    key.secret = vault.encrypt(secret, context(key)) if secret else ""
    key.last4 = vault.last4(secret) if secret else ""
    key.fingerprint = vault.fingerprint(secret) if secret else ""


def open_key(key: VendorKey) -> str:
    """The secret itself. Raises VaultError where it cannot be opened."""
    return vault.decrypt(key.secret, context(key)) if key.secret else ""
