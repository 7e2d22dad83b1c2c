"""Vendors, keys, models and offers from a file, and back into one."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from providers.params import InvalidParams
from studio import declare

FORM = """\
The file is TOML:

  [[vendors]]
  slug = "grs"
  protocol = "grsai"
  name = "GrsAI"
  base_url = "https://grsaiapi.com"
  [vendors.settings]
  poll_interval = 3
  [[vendors.keys]]
  label = "main"
  secret = "env:GRS_KEY"          # or "file:/run/secrets/grs"; never the key itself
  max_in_flight = 50

  [[models]]
  slug = "nano-banana-2"
  name = "Nano Banana 2"

  [[offers]]
  model = "nano-banana-2"
  vendor = "grs"
  upstream = "nano-banana-2"      # and spec = "…" where the id is not in the catalog
  credits = 2
  surcharge.size = { "2K" = 1, "4K" = 4 }

A vendor without [[offers]] offers every model of its protocol at default prices.
What the file leaves out stays as it is; nothing is ever deleted.
"""


class Command(BaseCommand):
    help = "Declare vendors, keys, models and offers from a TOML file, or print them as one."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="apply | export")
        apply = actions.add_parser(
            "apply",
            help="bring the database to what a file declares",
            description=FORM,
            formatter_class=RawDescriptionHelpFormatter,
        )
        apply.add_argument("file", metavar="FILE.toml", type=Path)
        apply.add_argument(
            "--dry-run", action="store_true", help="print the changes, write nothing"
        )
        actions.add_parser("export", help="print the database as a file, without any secret")

    def handle(self, *, action: str, **options: Any) -> None:
        if action == "export":
            self.stdout.write(declare.export(), ending="")
        else:
            self._apply(options["file"], options["dry_run"])

    def _apply(self, file: Path, dry_run: bool) -> None:
        try:
            done = declare.apply(file.read_text(encoding="utf-8"), dry_run=dry_run)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise CommandError(f"{file} cannot be read: {reason}") from None
        except InvalidParams as error:
            raise CommandError(problems(error)) from None
        for line in (*done.changes, *done.notes):
            self.stdout.write(str(line))
        self.stdout.write(summary(len(done.changes), dry_run))


def summary(count: int, dry_run: bool) -> str:
    if not count:
        return "Nothing to change."
    things = "1 change" if count == 1 else f"{count} changes"
    return f"{things}, nothing written (dry run)." if dry_run else f"{things} made."


def problems(error: InvalidParams) -> str:
    return "\n".join(f"{name}: {text}" for name, text in error.problems.items())
