from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from providers.params import InvalidParams
from studio import audit, people
from studio.models import ApiToken
from studio.models.person import SCOPES


class Command(BaseCommand):
    help = "Make an API token for a person. It is shown once, alone on the last line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--label", default="Command line", help="what the token is for")
        parser.add_argument(
            "--scope", action="append", choices=SCOPES, help="may be repeated; default: all"
        )

    def handle(self, *, name: str, label: str, scope: list[str] | None, **options: Any) -> None:
        if not 0 < len(label) <= 100:
            raise CommandError("--label: must have from 1 to 100 characters")
        try:
            user = people.find(name)
        except InvalidParams as error:
            raise CommandError(str(error)) from None
        if not user.is_active:
            raise CommandError(f"name: {name} is not active and could not use it")
        token, text = ApiToken.objects.issue(user, label, scope)
        audit.note(None, "token.created", name, {"label": label, "scopes": token.scopes})
        self.stdout.write(
            f"A token for {name}, to {' and '.join(token.scopes)}. Keep it: it is not shown again."
        )
        self.stdout.write(text)
