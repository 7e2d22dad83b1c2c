from __future__ import annotations


class VaultError(Exception):
    """A secret could not be sealed or opened; the text never holds any part of it."""
