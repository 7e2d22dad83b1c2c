import http.client
import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from studio import watchdog

OLD = timedelta(seconds=240)


class Command(BaseCommand):
    help = "Exit 0 when the web process is ready; with --worker, when a worker gave a sign lately."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--worker", action="store_true", help="look at the worker instead")

    def handle(self, *args: Any, **options: Any) -> None:
        healthy = _worker() if options["worker"] else _web()
        self.stdout.write("healthy" if healthy else "not healthy")
        sys.exit(0 if healthy else 1)


def _worker() -> bool:
    age = watchdog.oldest_sign()
    return age is not None and age < OLD


def _web() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=4)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
