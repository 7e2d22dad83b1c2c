"""What the database itself refuses about the audit log: changing or deleting a row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "studio_auditlog"
REASON = "the audit log is append-only"
NAMES = {"UPDATE": "audit_no_update", "DELETE": "audit_no_delete"}
FUNCTION = f"""CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REASON}' USING ERRCODE = '23514'; END $$"""


def install(connection: BaseDatabaseWrapper) -> None:
    is_sqlite = connection.vendor == "sqlite"
    body = (
        f"BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
        if is_sqlite
        else "FOR EACH ROW EXECUTE FUNCTION audit_append_only()"
    )
    with connection.cursor() as cursor:
        if not is_sqlite:
            cursor.execute(FUNCTION)
        for event, name in NAMES.items():
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} {body}")


def remove(connection: BaseDatabaseWrapper) -> None:
    table = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
    with connection.cursor() as cursor:
        for name in NAMES.values():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take the triggers away for one transaction."""
    with transaction.atomic(using=connection.alias):
        remove(connection)
        yield
        install(connection)
