"""The keys of the vault, read from settings: the first seals, all of them open."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass, field

from django.conf import settings

from studio.vault.errors import VaultError

BYTES = 32
ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True)
class Key:
    id: str
    value: bytes = field(repr=False)


def generate_key() -> str:
    """A new key in the form that `VAULT_KEYS` takes."""
    value = base64.b64encode(secrets.token_bytes(BYTES)).decode()
    return f"{secrets.token_hex(4)}:{value}"


def current() -> Key:
    return _ring()[0]


def find(key_id: str) -> Key:
    for key in _ring():
        if key.id == key_id:
            return key
    raise VaultError("sealed with a key that VAULT_KEYS does not have")


def check_keys() -> None:
    """Raises VaultError where `VAULT_KEYS` is empty, malformed or has an id twice."""
    _ring()


def _ring() -> list[Key]:
    keys = [_parse(text.strip()) for text in settings.VAULT_KEYS if text.strip()]
    if not keys:
        raise VaultError("VAULT_KEYS has no key")
    if len({key.id for key in keys}) < len(keys):
        raise VaultError("VAULT_KEYS has two keys with one id")
    return keys


def _parse(text: str) -> Key:
    key_id, _, encoded = text.partition(":")
    try:
        value = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        value = b""
    # Nothing of the text goes into the error: a key without its id would be quoted there.
    if not ID.fullmatch(key_id) or len(value) != BYTES:
        raise VaultError(f"VAULT_KEYS needs id:key, the key being {BYTES} bytes in base64")
    return Key(key_id, value)
