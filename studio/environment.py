"""Reading settings from the environment: typed, with `X_FILE` for secrets, and loud."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable `name`, or the content of the file that `name_FILE` names."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}") from None
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    words = {
        "": default,
        "1": True,
        "true": True,
        "on": True,
        "0": False,
        "false": False,
        "off": False,
    }
    value = text(name).lower()
    if value not in words:
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}")
    return words[value]


def number(name: str, default: float, low: float = 0, high: float = 1e12) -> float:
    value = text(name)
    try:
        found = float(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, not {value!r}") from None
    if not low <= found <= high:
        raise ImproperlyConfigured(f"{name} must be from {low:g} to {high:g}, not {found:g}")
    return found


def integer(name: str, default: int, low: int = 0, high: int = 10**12) -> int:
    found = number(name, default, low, high)
    if found != int(found):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {found:g}")
    return int(found)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def generated(name: str, path: Path, make: Callable[[], str]) -> str:
    """The variable, else the secret kept in `path`, made there once with mode 0600."""
    if value := text(name):
        return value
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        try:
            os.link(draft, path)  # the first process wins; the others read its secret
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
