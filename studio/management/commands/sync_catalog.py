from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from studio import declare


class Command(BaseCommand):
    help = (
        "Add what the protocols' catalogs have gained: models, and offers of existing vendors "
        "(off, where the vendor has offers already). Changes nothing that is there."
    )

    def handle(self, **options: Any) -> None:
        changes = declare.sync_catalog()
        for change in changes:
            self.stdout.write(str(change))
        self.stdout.write(f"{len(changes)} added." if changes else "Nothing to add.")
