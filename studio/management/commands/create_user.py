from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from providers.params import InvalidParams
from studio import people
from studio.models import User


class Command(BaseCommand):
    help = "Add a person, with a credit account. The password comes from the environment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        role = parser.add_mutually_exclusive_group()
        role.add_argument("--admin", action="store_true", help="the same as --role admin")
        role.add_argument("--role", choices=User.Role.values, default=User.Role.MEMBER.value)
        parser.add_argument("--email", default="")
        parser.add_argument(
            "--password-env",
            metavar="VAR",
            required=True,
            help="the environment variable that holds the password",
        )

    def handle(self, *, name: str, password_env: str, **options: Any) -> None:
        password = os.environ.get(password_env, "")
        if not password:
            raise CommandError(f"--password-env: the environment has no {password_env}")
        role = User.Role.ADMIN.value if options["admin"] else options["role"]
        try:
            people.add(name, password, role, options["email"])
        except InvalidParams as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{name} can sign in as {role}.")
