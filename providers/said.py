"""A sentence for a person, with what a translator needs beside its English text.

Adapters know no language but English: they say `said("must be one of %(allowed)s", …)`,
and whoever shows it may look up `msgid` and put `values` into the translation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Said(str):
    """Reads as English everywhere; `plural` and `number` are set where a number decides."""

    __slots__ = ("msgid", "number", "plural", "values")

    msgid: str
    number: int
    plural: str
    values: Mapping[str, Any]


def said(msgid: str, /, **values: Any) -> Said:
    """`values` are numbers, text, other sentences, or tuples of words to list."""
    return _make(msgid, "", 1, values)


def said_many(one: str, many: str, count: int, /, **values: Any) -> Said:
    """The form that `count` asks for; it is also among the values."""
    return _make(one, many, count, {"count": count} | values)


def _make(msgid: str, plural: str, count: int, values: Mapping[str, Any]) -> Said:
    form = plural if plural and count != 1 else msgid
    shown = {name: _english(value) for name, value in values.items()}
    sentence = Said(form % shown if shown else form)
    sentence.msgid, sentence.plural, sentence.number = msgid, plural, count
    sentence.values = values
    return sentence


def _english(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_english, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
