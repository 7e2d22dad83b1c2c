"""Sealed texts: `enc:v1:<key id>:<token>`, as they stand in a column.

The context names the place, like `table:column:row`. It is authenticated together with the
text, so a sealed text copied to another row does not open there.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.views.decorators.debug import sensitive_variables

from studio.vault import keys
from studio.vault.errors import VaultError
from studio.vault.secret import Secret

VERSION = "enc:v1"
NONCE_BYTES = 12


@sensitive_variables()
def encrypt(text: str, context: str) -> str:
    """Seal a text for one place, with the current key."""
    key = keys.current()
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(key.value).encrypt(nonce, text.encode(), _bound(key.id, context))
    token = base64.urlsafe_b64encode(nonce + body).decode()
    return f"{VERSION}:{key.id}:{token}"


@sensitive_variables()
def decrypt(stored: str, context: str) -> str:
    """Open a sealed text in its place; raises VaultError, never gives the sealed text back."""
    key_id, token = _parts(stored)
    key = keys.find(key_id)
    sealed = _bytes(token)
    nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key.value).decrypt(nonce, body, _bound(key.id, context)).decode()
    except (InvalidTag, ValueError):
        raise VaultError("sealed for another place, or damaged") from None


@sensitive_variables()
def unseal(stored: str, context: str) -> Secret:
    """Like `decrypt`, wrapped so that nothing shows it by accident."""
    return Secret(decrypt(stored, context))


def needs_rotation(stored: str) -> bool:
    """Whether it was sealed with another key than the current one."""
    return _parts(stored)[0] != keys.current().id


def _parts(stored: str) -> tuple[str, str]:
    prefix, _, rest = stored.rpartition(":")
    version, _, key_id = prefix.rpartition(":")
    if version != VERSION or not key_id or not rest:
        raise VaultError("not a sealed text")
    return key_id, rest


def _bytes(token: str) -> bytes:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise VaultError("sealed for another place, or damaged") from None


def _bound(key_id: str, context: str) -> bytes:
    if not context:
        raise VaultError("a sealed text needs the name of its place")
    return f"{VERSION}:{key_id}:{context}".encode()
