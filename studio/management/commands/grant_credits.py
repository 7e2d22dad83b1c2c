from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from providers.params import InvalidParams
from studio import people
from studio.credits import statements
from studio.credits.errors import InsufficientCredits


class Command(BaseCommand):
    help = "Give a person credits that no refill touches; a negative amount takes some back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("amount", type=int, help="a whole number other than 0, such as 500")
        parser.add_argument(
            "--reason", required=True, help="kept in the ledger, at most 300 letters"
        )
        parser.add_argument("--actor", metavar="NAME", help="who decided it")

    def handle(self, *, name: str, amount: int, reason: str, **options: Any) -> None:
        if not amount or abs(amount) > 10**12:
            raise CommandError("amount: must be a whole number other than 0, at most 10^12")
        if not 0 < len(reason.strip()) <= 300:
            raise CommandError("--reason: must have from 1 to 300 characters")
        try:
            user = people.find(name)
            actor = people.find(options["actor"]) if options["actor"] else None
            people.give(user, amount, actor, reason.strip())
        except InvalidParams as error:
            raise CommandError(str(error)) from None
        except InsufficientCredits as error:
            raise CommandError(f"amount: only {error.available} credits can be taken") from None
        available = statements.balances(user).available
        self.stdout.write(f"{name} has {'unlimited' if available is None else available} credits.")
