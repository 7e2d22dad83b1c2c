"""Where a declared secret comes from: the environment or a file, never the text itself."""

from __future__ import annotations

import os
import re
from pathlib import Path

from providers.params import InvalidParams

HEADER = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


class NotSet(Exception):
    """The environment has no such variable."""


def secret_from(source: str, field: str) -> str:
    """Raises InvalidParams for `field`, which never repeats the source; NotSet."""
    kind, _, name = source.partition(":")
    if kind not in ("env", "file") or not name:
        raise InvalidParams(
            {
                field: 'must be "env:NAME" or "file:/path": a secret written here would end up '
                "in backups and version control"
            }
        )
    secret = _from_environment(name) if kind == "env" else _from_file(name, field)
    if not HEADER.fullmatch(secret):
        raise InvalidParams({field: f"{source} holds characters that no request can carry"})
    return secret


def _from_environment(name: str) -> str:
    secret = os.environ.get(name, "").strip()
    if not secret:
        raise NotSet(name)
    return secret


def _from_file(name: str, field: str) -> str:
    if not name.startswith("/"):
        raise InvalidParams({field: "file: needs a path that starts with /"})
    try:
        secret = Path(name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise InvalidParams({field: f"file:{name} cannot be read: {reason}"}) from None
    if not secret:
        raise InvalidParams({field: f"file:{name} is empty"})
    return secret
