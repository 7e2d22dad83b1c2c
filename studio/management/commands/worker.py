from typing import Any

from django.core.management.base import BaseCommand

from studio import processes


class Command(BaseCommand):
    help = "Run the worker: jobs, media and the demo vendor, restarted when they die or hang."

    def handle(self, *args: Any, **options: Any) -> None:
        processes.supervise(processes.workers())
