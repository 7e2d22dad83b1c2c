"""Secrets in memory, and the two things that may be shown of them."""

from __future__ import annotations

import hashlib
import hmac
from typing import NoReturn

from studio.vault import keys

MASK = "••••"
LONG_ENOUGH = 12
FINGERPRINT_LENGTH = 16


class Secret:
    """A text that only `reveal()` shows: no repr, no format, no pickle, no copy in a dict."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        return self.__value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__value.encode(), other.__value.encode())

    __hash__ = None  # type: ignore[assignment]

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not pickled or copied")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a secret is not pickled or copied")


def last4(secret: str) -> str:
    """The end of a secret, to tell it from others; nothing of one too short to lose four."""
    return secret[-4:] if len(secret) >= LONG_ENOUGH else ""


def fingerprint(secret: str) -> str:
    """Tells equal secrets apart from others; useless without the vault's current key.

    A plain hash in a stolen dump could be tried against guesses; this cannot. It changes with
    the current key, so a rotation writes it anew.
    """
    # A key of its own, so that the one that seals has a single use.
    key = hmac.digest(keys.current().value, b"fingerprint", hashlib.sha256)
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()[:FINGERPRINT_LENGTH]
