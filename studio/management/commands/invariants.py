from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from studio import invariants


class Command(BaseCommand):
    help = (
        "Prove that tasks, credits, files and audiences agree with one another. "
        "Exit code 1 where a promise is broken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help='print {"ok": …, "broken": […]}')
        parser.add_argument("--deep", action="store_true", help="also read and hash every file")

    def handle(self, **options: Any) -> None:
        broken = invariants.broken(deep=options["deep"])
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not broken, "broken": broken}))
        else:
            self.stdout.write("\n".join(broken) or "All promises hold.")
        if broken:
            sys.exit(1)
