"""Can this installation work? What must hold, and how old the workers' last signs are."""

from __future__ import annotations

import secrets
from functools import lru_cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from studio import watchdog
from studio.models import Heartbeat


def problems() -> dict[str, str]:
    """What does not work, by name; empty when all is well."""
    checks = {"database": _database, "migrations": _migrations, "storage": _storage}
    found = {}
    for name, check in checks.items():
        try:
            check()
        except Exception as error:  # whatever it is, this process is not ready
            found[name] = type(error).__name__
    return found


def worker_age() -> float | None:
    """Seconds since the last sign of life of any worker; None where there was none."""
    age = watchdog.oldest_sign()
    return None if age is None else round(max(0.0, age.total_seconds()), 1)


def is_silent(age: float | None) -> bool:
    return age is None or age > watchdog.SILENT.total_seconds()


def worker_ages() -> dict[str, float]:
    """The same for every worker that ever gave one, oldest first."""
    now = timezone.now()
    rows = Heartbeat.objects.order_by("at").values_list("name", "at")
    return {name: round((now - at).total_seconds(), 1) for name, at in rows}


def _database() -> None:
    """A real write, taken back."""
    with transaction.atomic():
        Heartbeat.objects.update_or_create(name="readyz", defaults={"at": timezone.now()})
        transaction.set_rollback(True)


def _migrations() -> None:
    if _unapplied():
        _unapplied.cache_clear()  # somebody may be migrating just now
        raise RuntimeError("there are migrations to apply")


@lru_cache(maxsize=1)
def _unapplied() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _storage() -> None:
    name = f"probes/{secrets.token_hex(8)}"
    kept = default_storage.save(name, ContentFile(b"ready"))
    try:
        with default_storage.open(kept) as file:
            if file.read() != b"ready":
                raise OSError("what was written is not what is read")
    finally:
        default_storage.delete(kept)
