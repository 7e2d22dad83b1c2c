"""Django's `flush`, which empties every table on purpose, the ledger too.

PostgreSQL truncates, which no row trigger sees. SQLite deletes row by row: there the ledger's
triggers step aside for that one transaction, so that both databases do the same.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from studio.credits import triggers


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "sqlite":
            return super().handle(**options)
        with triggers.lifted(connection):
            return super().handle(**options)
