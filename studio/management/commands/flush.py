"""Django's `flush` again, now also past the triggers of the audit log."""

from __future__ import annotations

from typing import Any

from django.db import connections

from studio import append_only
from studio.credits.management.commands import flush


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "sqlite":
            return super().handle(**options)
        with append_only.lifted(connection):
            return super().handle(**options)
