"""A data folder and a database of the benchmark's own; nothing of a real installation."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
GIVEN = os.environ.get("BENCH_DATABASE_URL") or os.environ.get("TEST_DATABASE_URL") or ""
KEEP = os.environ.get("STUDIO_BENCH_DATA", "")


@contextmanager
def own(section: str, **settings: str) -> Iterator[Path]:
    """Sets the environment for this process and its children, and migrates."""
    with _folder(section) as folder:
        os.environ.pop("TEST_DATABASE_URL", None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "studio.settings",
            "STUDIO_DATA": str(folder),
            "DATABASE_URL": _database(section, folder),
            "STORAGE_URL": f"file://{folder}/files",
            "STUDIO_STATIC": f"{folder}/static",
            "STUDIO_EGRESS_ALLOW": "127.0.0.1",
            "STUDIO_CLUSTER": f"bench-{section}",
            "PUBLIC_URL": "",
            **settings,
        }
        os.chdir(ROOT)
        (folder / "static").mkdir(exist_ok=True)
        _prepare()
        yield folder


@contextmanager
def _folder(section: str) -> Iterator[Path]:
    if KEEP and section == "history":
        folder = Path(KEEP).resolve() / section
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix=f"atelier-bench-{section}-") as name:
        yield Path(name)


def _database(section: str, folder: Path) -> str:
    """Beside the given PostgreSQL database, never in it."""
    if not GIVEN.startswith("postgres"):
        return f"sqlite:///{folder}/bench.sqlite3"
    name = f"atelier_bench_{section}"
    _recreate(name, keep=bool(KEEP) and section == "history")
    return urlsplit(GIVEN)._replace(path=f"/{name}").geturl()


def _recreate(name: str, keep: bool) -> None:
    import psycopg

    with psycopg.connect(GIVEN, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if keep and found.fetchone():
            return
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def collect_static() -> None:
    """What pages need before one can be rendered."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def python(*argv: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, *argv], text=True, cwd=ROOT, **options)


def output(*argv: str) -> str:
    """What a child prints; its complaints go where ours do."""
    process = python(*argv, stdout=subprocess.PIPE)
    found, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(argv)} failed")
    return found
