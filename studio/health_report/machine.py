"""The machine below the studio: database, storage, worker, disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from studio import readiness, search_index
from studio.health_report.finding import Finding, error, warning
from studio.models import Heartbeat

GB = 10**9
LOW, FULL = 5 * GB, GB // 2
LARGE_SQLITE = 8 * GB
BLOCKED = {
    "database": "cannot be written to; look at DATABASE_URL",
    "migrations": "some are not applied; run `manage.py migrate`",
    "storage": "a file cannot be written and read back; look at STORAGE_URL and its rights",
}


def blocked(name: str, kind: str) -> Finding:
    return error(name, f"{BLOCKED.get(name, 'does not work')} ({kind})")


def worker() -> Iterator[Finding]:
    age = readiness.worker_age()
    if age is None:
        yield error("worker", "has never run here; start it, or nothing will be generated")
    elif readiness.is_silent(age):
        since = timedelta(seconds=round(age))
        yield error("worker", f"was last heard of {since} ago (h:mm:ss); start it again")


def disk() -> Iterator[Finding]:
    folders = {Path(settings.DATA), *([settings.FILE_ROOT] if settings.FILE_ROOT else [])}
    for folder in sorted(path for path in folders if path.exists()):
        free = shutil.disk_usage(folder).free
        text = f"{folder} has {free / GB:.1f} GB left"
        if free < FULL:
            yield error("disk", f"{text}; results cannot be archived for much longer")
        elif free < LOW:
            yield warning("disk", text)


def search() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    if not search_index.exists(connection):
        text = f"has no trigram index and reads every row; run: {search_index.statements()}"
        yield warning("search", text)
    elif not search_index.understands_chinese(connection):
        text = "finds no Chinese quickly: the database has LC_CTYPE=C; create it with C.UTF-8"
        yield warning("search", text)


def outgrown_sqlite() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    recent = Heartbeat.objects.filter(at__gt=timezone.now() - timedelta(days=1))
    hosts = {
        name.rpartition(":")[2] for name in recent.values_list("name", flat=True) if ":" in name
    }
    if len(hosts) > 1:
        text = f"serves one machine, but {', '.join(sorted(hosts))} work on it; move to PostgreSQL"
        yield error("SQLite", text)
    path = Path(settings.DATABASES["default"]["NAME"])
    size = path.stat().st_size if path.exists() else 0
    if size > LARGE_SQLITE:
        yield warning("SQLite", f"has grown to {size / GB:.0f} GB; PostgreSQL serves that better")
