"""One row as it should be: made or changed, and what that was in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model
from django.forms.models import model_to_dict

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Change:
    """`fields` maps a name to `new`, or to `old → new`, in words and without secrets."""

    subject: str
    is_new: bool
    fields: Mapping[str, str]

    def __str__(self) -> str:
        what = ", ".join(f"{name} {text}" for name, text in self.fields.items())
        return f"{'+' if self.is_new else '~'} {self.subject}" + (f": {what}" if what else "")


def moved(row: Model, wanted: Mapping[str, Any]) -> dict[str, str]:
    """The fields of `wanted` that differ on the row, in words."""
    now = model_to_dict(row, fields=list(wanted))
    return {
        name: f"{word(now[name])} → {word(value)}"
        for name, value in wanted.items()
        if now[name] != value
    }


def put(row: M, subject: str, wanted: Mapping[str, Any]) -> Change | None:
    """Save what differs on a row; None where nothing does."""
    fields = moved(row, wanted)
    if fields:
        for name in fields:
            setattr(row, name, wanted[name])
        row.save(update_fields=[*fields, "updated_at"] if hasattr(row, "updated_at") else fields)
    return Change(subject, False, fields) if fields else None


def word(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if value in (None, "", {}, []):
        return "none"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {word(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(word(item) for item in value) + "]"
    return str(value)


def words(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: word(value) for name, value in fields.items() if value not in (None, "", {}, [])}
