"""Sealing rows again with the current key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.views.decorators.debug import sensitive_variables

from studio.vault import fields, keys
from studio.vault.errors import VaultError

Row = TypeVar("Row", bound=Model)


def _nothing_else(secret: str) -> Mapping[str, Any]:
    return {}


@dataclass
class Rotation:
    """How it went: rows sealed anew, and the ids of those that no key opens."""

    rotated: int = 0
    failed: list[Any] = field(default_factory=list)


@sensitive_variables()
def rotate(
    rows: QuerySet[Row],
    column: str,
    context: Callable[[Row], str],
    also: Callable[[str], Mapping[str, Any]] = _nothing_else,
) -> Rotation:
    """Seal a column of these rows again where another key sealed it.

    `also` gives further columns that depend on the secret and the current key. A row that
    changes meanwhile is left as it is: whoever changed it sealed it with the current key.
    """
    keys.check_keys()
    done = Rotation()
    for row in rows.exclude(**{column: ""}):
        stored: str = row.serializable_value(column)
        try:
            if not fields.needs_rotation(stored):
                continue
            secret = fields.decrypt(stored, context(row))
        except VaultError:
            done.failed.append(row.pk)
            continue
        again = {column: fields.encrypt(secret, context(row)), **also(secret)}
        done.rotated += rows.filter(pk=row.pk, **{column: stored}).update(**again)
    return done
