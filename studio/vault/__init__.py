"""Secrets at rest: sealed with keys of our own, each bound to the one place it belongs to.

Knows texts, contexts and rows of any model, never a vendor. The keys are the setting
`VAULT_KEYS`, apart from `SECRET_KEY`: one can change without the other.
"""

from studio.vault.errors import VaultError
from studio.vault.fields import decrypt, encrypt, needs_rotation, unseal
from studio.vault.keys import check_keys, generate_key
from studio.vault.rotation import Rotation, rotate
from studio.vault.secret import Secret, fingerprint, last4

__all__ = [
    "Rotation",
    "Secret",
    "VaultError",
    "check_keys",
    "decrypt",
    "encrypt",
    "fingerprint",
    "generate_key",
    "last4",
    "needs_rotation",
    "rotate",
    "unseal",
]
