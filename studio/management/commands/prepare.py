import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from studio import messages


class Command(BaseCommand):
    help = (
        "Bring translations, static files and the database up to date, "
        "and set up what a first run needs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--static-only", action="store_true", help="all but the database")

    def handle(self, *args: Any, **options: Any) -> None:
        messages.compile_changed()
        collect_static()
        if options["static_only"]:
            return
        call_command("migrate", verbosity=0)
        call_command("first_run", stdout=self.stdout)


def collect_static() -> None:
    """Only when a file changed: hashing and compressing them takes seconds."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    state = _state()
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)


def _state() -> str:
    found = hashlib.sha256(settings.VERSION.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            found.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return found.hexdigest()
