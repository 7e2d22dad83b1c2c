"""What a person chose for himself: typed, with defaults, kept in `User.preferences`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from providers.params import InvalidParams
from studio.models import User, Visibility

CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("system", "light", "dark"),
    "language": ("", "en", "zh-hans", "pl"),
    "enter": ("generate", "newline"),
    "tiles": ("s", "m", "l"),
    "visibility": tuple(Visibility.values),
}
SLUGS = ("image_model", "video_model", "project")  # may be gone by the time they are needed
SLUG_MAX = 100
MOST = 1_000_000  # credits
REGIONS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)


@dataclass(frozen=True, slots=True)
class Preferences:
    """`ask_above` is in credits: a dearer run asks first. The models and the project are slugs."""

    theme: str = "system"
    language: str = ""  # empty: the browser's
    time_zone: str = ""  # the same
    enter: str = "generate"
    ask_above: int = 50
    single_keys: bool = True
    notify: bool = False
    tiles: str = "m"
    visibility: str = Visibility.TEAM
    image_model: str = ""
    video_model: str = ""
    project: str = ""


NAMES = frozenset(field.name for field in fields(Preferences))


@cache
def time_zones() -> tuple[str, ...]:
    """What every browser knows too, in the order of the alphabet."""
    names = (name for name in available_timezones() if name.split("/")[0] in REGIONS)
    return ("UTC", *sorted(names))


def of(user: User) -> Preferences:
    """The stored ones, without those that a newer version does not know."""
    known = {name: value for name, value in user.preferences.items() if _is_good(name, value)}
    return replace(Preferences(), **known)


def keep(user: User, changes: Mapping[str, Any]) -> Preferences:
    """Raises InvalidParams naming each that is not allowed; then nothing is kept."""
    wrong = {name: _allowed(name) for name, value in changes.items() if not _is_good(name, value)}
    if wrong:
        raise InvalidParams(wrong)
    kept = replace(of(user), **changes)
    user.preferences = asdict(kept)
    user.save(update_fields=["preferences"])
    return kept


def _is_good(name: str, value: Any) -> bool:
    if name not in NAMES:
        return False
    if name in CHOICES:
        return value in CHOICES[name]
    if name == "ask_above":
        return type(value) is int and 0 <= value <= MOST
    if name == "time_zone":
        return value == "" or value in time_zones()
    if name in SLUGS:
        return isinstance(value, str) and len(value) <= SLUG_MAX
    return isinstance(value, bool)


def _allowed(name: str) -> str:
    if name in CHOICES:
        return "must be one of " + ", ".join(filter(None, CHOICES[name]))
    if name == "ask_above":
        return f"must be a number from 0 to {MOST}"
    if name == "time_zone" or name in SLUGS:
        return "must be a name that is known here"
    return "must be on or off" if name in NAMES else "is not a preference"
