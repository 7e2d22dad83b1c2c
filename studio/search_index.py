"""The trigram index behind text search, on PostgreSQL. Search is right without it, but slow."""

from __future__ import annotations

import logging

from django.db import Error, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger(__name__)
NAME = "asset_search_trigrams"
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
INDEX = f"CREATE INDEX IF NOT EXISTS {NAME} ON studio_asset USING gin (search_text gin_trgm_ops)"


def install(connection: BaseDatabaseWrapper) -> bool:
    """False where this database cannot have it; then it says how to get it."""
    if connection.vendor != "postgresql":
        return False
    if not is_available(connection):
        log.warning(
            "Search stays slow: this PostgreSQL has no pg_trgm. Install its contrib package."
        )
        return False
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(EXTENSION)
            cursor.execute(INDEX)
    except Error as error:
        reason = str(error).splitlines()[0]
        log.warning("Search stays slow: %s. Have the owner run: %s", reason, statements())
        return False
    return True


def statements() -> str:
    return f"{EXTENSION}; {INDEX};"


def is_available(connection: BaseDatabaseWrapper) -> bool:
    return _is_true(
        connection, "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'"
    )


def exists(connection: BaseDatabaseWrapper) -> bool:
    return _is_true(
        connection, "SELECT count(*) FROM pg_indexes WHERE indexname = 'asset_search_trigrams'"
    )


def understands_chinese(connection: BaseDatabaseWrapper) -> bool:
    """With LC_CTYPE=C the trigrams of Chinese are none at all. Needs pg_trgm."""
    return _is_true(connection, "SELECT coalesce(array_length(show_trgm('山水'), 1), 0)")


def remove(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {NAME}")


def _is_true(connection: BaseDatabaseWrapper, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return bool(cursor.fetchone()[0])
