from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from studio.first_run import first_run


class Command(BaseCommand):
    help = (
        "Make what a fresh installation needs: models, the demo vendor, a first admin with a "
        "random password, the schedules, and three demo runs. Run again, it changes nothing."
    )

    def handle(self, **options: Any) -> None:
        first_run(self.stdout.write)
