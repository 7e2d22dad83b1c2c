"""The keyboard map as one person's pages use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import NoReverseMatch, reverse

from studio import preferences, shortcuts
from studio.models import User
from studio.shortcuts import Shortcut


@dataclass(frozen=True, slots=True)
class Group:
    """The shortcuts of one place, for reading."""

    name: str
    rows: Sequence[tuple[list[list[str]], str]]


def for_script(user: User) -> dict[str, Any]:
    """What keys.js reads."""
    return {
        "single": preferences.of(user).single_keys,
        "list": [_entry(item) for item in of(user) if not item.own],
    }


def groups(user: User) -> list[Group]:
    """What the `?` list and the help page show."""
    by_place = groupby(of(user), lambda item: item.where)
    return [
        Group(
            str(shortcuts.PLACES[where]),
            [([shortcuts.said(keys) for keys in item.keys], str(item.words)) for item in items],
        )
        for where, items in by_place
    ]


def of(user: User) -> list[Shortcut]:
    """Those that lead somewhere for this person."""
    return [item for item in shortcuts.SHORTCUTS if _leads_somewhere(item, user)]


def address(item: Shortcut) -> str:
    try:
        return reverse(item.page) if item.page else ""
    except NoReverseMatch:
        return ""


def _leads_somewhere(item: Shortcut, user: User) -> bool:
    if (item.admins and not user.is_staff) or (item.makers and not user.may_generate):
        return False
    return not item.page or bool(address(item))


def _entry(item: Shortcut) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": item.id, "keys": item.keys, "words": str(item.words)}
    entry |= {name: True for name in ("typing", "repeats") if getattr(item, name)}
    return entry | ({"href": address(item)} if item.page else {})
