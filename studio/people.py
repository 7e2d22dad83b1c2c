"""Opening a person's place in the studio: user, role, credit account."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from providers.params import InvalidParams
from studio import audit, live
from studio.credits import ledger
from studio.models import User

LONGEST_NAME = 150  # characters
NAMED = 3  # admins that a page tells to ask


def add(name: str, password: str, role: str = User.Role.MEMBER, email: str = "") -> User:
    """Raises InvalidParams naming the bad field: name taken, password too weak…"""
    user = User(username=name, email=email, **standing(role))
    _check(user, password)
    user.set_password(password)
    with transaction.atomic():
        user.save(force_insert=True)
        ledger.open_account(user)
        audit.note(None, "user.created", name, {"role": role})
    return user


def standing(role: str) -> dict[str, object]:
    """What a site role means to Django's own admin."""
    is_admin = role == User.Role.ADMIN
    return {"role": role, "is_staff": is_admin, "is_superuser": is_admin}


def _check(user: User, password: str) -> None:
    if User.objects.filter(username=user.username).exists():
        raise InvalidParams({"name": f"there is a user {user.username} already"})
    problems: dict[str, list[str]] = {}
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        problems |= error.message_dict
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems["password"] = error.messages
    if problems:
        raise InvalidParams({name: " ".join(words) for name, words in problems.items()})


def find(name: str) -> User:
    user = User.objects.filter(username=name).first()
    if user is None:
        raise InvalidParams({"name": f"there is no user {name}"})
    return user


def give(user: User, amount: int, actor: User | None, reason: str) -> None:
    """Grant credits, or with a negative amount take some back.

    Raises InsufficientCredits where there is less to take.
    """
    with transaction.atomic():
        account = ledger.open_account(user)
        move = ledger.grant if amount > 0 else ledger.adjust
        move(account, amount, actor, reason)
        audit.note(actor, "credits.granted", user.username, {"amount": amount, "reason": reason})
        live.announce("balance", [user.pk], f"only:{user.pk}")


def admins() -> list[str]:
    """Names of those to ask, a few of them."""
    rows = User.objects.filter(role=User.Role.ADMIN, is_active=True).order_by("date_joined")
    return [user.display_name for user in rows[:NAMED]]


def is_last_admin(user: User) -> bool:
    """Would the studio have no admin without this one?"""
    admins = User.objects.filter(role=User.Role.ADMIN, is_active=True)
    return admins.filter(pk=user.pk).exists() and not admins.exclude(pk=user.pk).exists()


def rename(user: User, name: str) -> None:
    """What the others read. Raises InvalidParams when it is too long for its column."""
    if len(name) > LONGEST_NAME:
        raise InvalidParams({"name": "is too long"})
    user.first_name, user.last_name = name, ""
    user.save(update_fields=["first_name", "last_name"])
