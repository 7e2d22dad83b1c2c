from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio.seeding import Plan, seed


class Command(BaseCommand):
    help = (
        "Add a made-up history of two years, for load and layout tests: many assets that share "
        "about forty tiny real files. It adds to what is there and is not undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--assets", type=int, required=True, help="how many, from 1 to 10^7")
        parser.add_argument("--people", type=int, default=12, help="authors, from 1 to 500")
        parser.add_argument("--projects", type=int, default=8, help="from 0 to 500")

    def handle(self, *, assets: int, people: int, projects: int, **options: Any) -> None:
        for name, value, low, high in (
            ("--assets", assets, 1, 10**7),
            ("--people", people, 1, 500),
            ("--projects", projects, 0, 500),
        ):
            if not low <= value <= high:
                raise CommandError(f"{name}: must be from {low} to {high}, not {value}")
        speed = seed(Plan(assets, people, projects), self.stdout.write)
        self.stdout.write(f"{assets} assets added, {speed:.0f} rows/s.")
