"""Rows written past the ORM, as fast as the database takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model


class Writer:
    """Writes the named fields of one model; every column without a NULL must be among them."""

    def __init__(self, kind: type[Model], fields: Sequence[str]) -> None:
        columns = [str(kind._meta.get_field(name).column) for name in fields]  # type: ignore[union-attr]
        quoted = ", ".join(map(connection.ops.quote_name, columns))
        table = connection.ops.quote_name(kind._meta.db_table)
        self._copy = f"COPY {table} ({quoted}) FROM STDIN"
        holders = ", ".join(["%s"] * len(columns))
        self._insert = f"INSERT INTO {table} ({quoted}) VALUES ({holders})"  # noqa: S608 our own names

    def write(self, rows: Iterable[tuple[Any, ...]]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor != "postgresql":
                cursor.executemany(self._insert, rows)  # type: ignore[arg-type]
                return
            with cursor.copy(self._copy) as copy:
                for row in rows:
                    copy.write_row(row)


def adapters() -> tuple[Callable[[UUID], Any], Callable[[datetime], Any]]:
    """How this database wants an id and a time, without asking a field for every value."""
    if connection.vendor == "postgresql":
        return (lambda pk: pk), (lambda at: at)
    return (lambda pk: pk.hex), (lambda at: at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"))


def prepare() -> None:
    """SQLite's cache is too small for ten indexes of a million rows, its log too short."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -400000")
            cursor.execute("PRAGMA wal_autocheckpoint = 50000")
