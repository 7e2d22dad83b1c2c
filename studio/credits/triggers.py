"""What the database itself refuses about entries, on both databases.

An entry is never updated or deleted, and a settle or release answers exactly one reserve: of the
same account, in full, giving no pot more than was taken from it. A migration that rebuilds the
table on SQLite drops its triggers and has to install them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

NAMES = ("credits_entry_no_update", "credits_entry_no_delete", "credits_entry_answers_reserve")

APPEND_ONLY = "credit entries are append-only"
NO_RESERVE = "a settle or release answers one reserve, in full"
UNANSWERED = """NEW.kind IN ('settle', 'release') AND NOT EXISTS (
    SELECT 1 FROM credits_entry AS held
    WHERE held.kind = 'reserve' AND held.reference = NEW.reference
      AND held.account_id = NEW.account_id AND held.d_reserved = -NEW.d_reserved
      AND NEW.d_allowance + NEW.lapsed <= -held.d_allowance
      AND NEW.d_granted <= -held.d_granted)"""

SQLITE = (
    f"""CREATE TRIGGER credits_entry_no_update BEFORE UPDATE ON credits_entry
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    f"""CREATE TRIGGER credits_entry_no_delete BEFORE DELETE ON credits_entry
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    f"""CREATE TRIGGER credits_entry_answers_reserve BEFORE INSERT ON credits_entry
        WHEN {UNANSWERED}
        BEGIN SELECT RAISE(ABORT, '{NO_RESERVE}'); END""",
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION credits_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '23514'; END $$""",
    f"""CREATE OR REPLACE FUNCTION credits_entry_answers_reserve() RETURNS trigger
        LANGUAGE plpgsql AS $$ BEGIN
        IF {UNANSWERED} THEN RAISE EXCEPTION '{NO_RESERVE}' USING ERRCODE = '23514'; END IF;
        RETURN NEW; END $$""",
    """CREATE TRIGGER credits_entry_no_update BEFORE UPDATE ON credits_entry
       FOR EACH ROW EXECUTE FUNCTION credits_entry_append_only()""",
    """CREATE TRIGGER credits_entry_no_delete BEFORE DELETE ON credits_entry
       FOR EACH ROW EXECUTE FUNCTION credits_entry_append_only()""",
    """CREATE TRIGGER credits_entry_answers_reserve BEFORE INSERT ON credits_entry
       FOR EACH ROW EXECUTE FUNCTION credits_entry_answers_reserve()""",
)


def install(connection: BaseDatabaseWrapper) -> None:
    _execute(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    table = "" if connection.vendor == "sqlite" else " ON credits_entry"
    _execute(connection, [f"DROP TRIGGER {name}{table}" for name in NAMES])


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that should be there and are not."""
    table = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = 'credits_entry'::regclass"
        " AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(table)
        return set(NAMES) - {name for (name,) in cursor.fetchall()}


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take the triggers away for one transaction."""
    with transaction.atomic(using=connection.alias):
        remove(connection)
        yield
        install(connection)


def _execute(connection: BaseDatabaseWrapper, statements: list[str] | tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
