import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from studio import processes


class Command(BaseCommand):
    help = "Become the web process (the port is PORT)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="0.0.0.0", help="address to listen on")  # noqa: S104

    def handle(self, *args: Any, **options: Any) -> None:
        argv = processes.web_argv(options["host"])
        os.execv(argv[0], argv)  # noqa: S606  our own interpreter
