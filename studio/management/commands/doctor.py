from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from studio import health_report


class Command(BaseCommand):
    help = (
        "Say what is missing or set wrongly: database, storage, worker, vault, vendors, models. "
        "Exit code 1 where something is an error."
    )
    requires_system_checks: list[str] = []  # they are part of the report

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help='print {"ok": …, "findings": […]}')

    def handle(self, **options: Any) -> None:
        findings = health_report.report()
        ok = not any(finding.level == "error" for finding in findings)
        if options["json"]:
            answer = {"ok": ok, "findings": [asdict(finding) for finding in findings]}
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write("\n".join(map(str, findings)) or "All is well.")
        if not ok:
            sys.exit(1)
