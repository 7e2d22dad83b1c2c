from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from studio import extraction, messages


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Write the catalogues of translations anew from the sources, and say what lacks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--compile", action="store_true", help="only compile what changed")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["compile"]:
            for path in messages.catalogues():
                path.write_bytes(extraction.merged(path))
                self._report(path.parent.parent.name, extraction.untranslated(messages.read(path)))
        messages.compile_changed()

    def _report(self, language: str, lacking: list[str]) -> None:
        self.stdout.write(f"{language}: {len(lacking)} to translate")
        for text in lacking:
            self.stdout.write(f"  {text}")
