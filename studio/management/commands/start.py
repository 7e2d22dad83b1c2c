import os
import socket
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from studio import environment, processes

PATIENCE = 60


class Command(BaseCommand):
    requires_system_checks = ()  # the children run them
    help = (
        "Set up and run everything on this machine: web, worker and demo vendor. Ctrl-C stops it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        os.chdir(settings.BASE_DIR)
        call_command("prepare", stdout=self.stdout)
        host = environment.text("STUDIO_BIND", "127.0.0.1")
        threading.Thread(target=self._announce, daemon=True).start()
        workers = [processes.behind(child) for child in processes.workers()]
        processes.supervise([processes.web(host), *workers])

    def _announce(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", settings.PORT)) == 0:
                    url = settings.PUBLIC_URL or f"http://localhost:{settings.PORT}"
                    self.stdout.write(f"{settings.SITE_NAME} is ready: {url} (Ctrl-C stops it)")
                    self.stdout.flush()
                    return
            time.sleep(0.1)
