"""Seal every vendor key again with the first key of STUDIO_VAULT_KEYS.

Put a new key first and keep the old one behind it, restart, run this, then drop the old one.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio import keyring, vault
from studio.models import VendorKey


class Command(BaseCommand):
    help = "Seal every vendor key again with the first vault key."

    def handle(self, **options: Any) -> None:
        done = vault.rotate(VendorKey.objects.all(), "secret", keyring.context, _fingerprint)
        self.stdout.write(f"{done.rotated} keys sealed again.")
        if done.failed:
            ids = ", ".join(str(pk) for pk in done.failed)
            raise CommandError(f"No vault key opens these vendor keys: {ids}")


def _fingerprint(secret: str) -> dict[str, str]:
    return {"fingerprint": vault.fingerprint(secret)}
