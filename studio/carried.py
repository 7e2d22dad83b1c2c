"""Settings carried from one model to another, and back: nothing that was chosen is lost.

What a model does not know stays in the form, in fields of its own: `param-size-kept` holds
what was chosen, `param-size-took` what stands in for it. Where the stand-in was left alone,
the next model gets the choice itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from studio import form_state, rules
from studio.form_document import text_of
from studio.labels import label_of, option_of

PREFIX = "param-"
FREE, KEPT, TOOK = "-free", "-kept", "-took"
COUNT = f"{PREFIX}count{KEPT}-"  # and the kind: four pictures are not four videos
IDLE = ("", "auto", "false")  # values that ask for nothing
LINES = {"hd": 2000, "ultra": 4000}
LONG = 24  # characters of a value that is named


@dataclass(slots=True)
class Carried:
    """What a form begins with, what it keeps unseen, and what is said of that."""

    values: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def chosen(fields: Mapping[str, Any]) -> dict[str, str]:
    """The settings of a posted form by their names, as they were chosen."""
    posted = {name: str(fields[name]) for name in fields if name.startswith(PREFIX)}
    values = {
        name: word
        for name, word in posted.items()
        if "-" not in name[len(PREFIX) :] or name.startswith(COUNT)
    }
    for name, word in posted.items():
        base = name.removesuffix(FREE).removesuffix(KEPT)
        if name.endswith(FREE) and word:
            values[base] = word
        if name.endswith(KEPT) and values.get(base, "") == posted.get(base + TOOK, ""):
            values[base] = word
    return values


def hidden(fields: Mapping[str, Any]) -> dict[str, str]:
    """What a posted form keeps unseen."""
    names = re.compile(rf"{PREFIX}[a-z0-9_]+({KEPT}|{TOOK})(-[a-z]+)?")
    return {name: str(fields[name]) for name in fields if names.fullmatch(name)}


def carry(
    document: Mapping[str, Any], wanted: Mapping[str, Any], usual: Mapping[str, str]
) -> Carried:
    """`wanted` by field name; what only is `usual` with the last model is no choice to keep."""
    found, params = Carried(), {param["key"]: param for param in document["params"]}
    for name, value in wanted.items():
        if name.startswith(COUNT):
            found.kept[name] = text_of(value)
            continue
        key, word = name.removeprefix(PREFIX), text_of(value)
        if _is_offered(document, key, word):
            found.values[name] = word
        elif word not in ("", usual.get(key)):
            _set_aside(found, params.get(key), name, word)
    _yield(document, found)
    return found


def _yield(document: Mapping[str, Any], found: Carried) -> None:
    """What a rule forbids beside the other values is kept unseen, the last of them first."""
    usual = {PREFIX + param["key"]: param["default"] for param in document["params"]}
    while name := _forbidden(document, usual, found.values):
        word = found.values.pop(name)
        found.kept |= {name + KEPT: word, name + TOOK: usual[name]}
        found.unused.append(_named(name.removeprefix(PREFIX), word))


def _forbidden(
    document: Mapping[str, Any], usual: Mapping[str, str], values: Mapping[str, str]
) -> str:
    fields = {name.removeprefix(PREFIX): word for name, word in {**usual, **values}.items()}
    sent = rules.given(document, fields, 0)
    blocked = form_state.blocked(document, document["offers"], sent, ())
    wrong = [
        PREFIX + key
        for key, found in blocked.items()
        if "why" in found.get(fields[key], {}) and fields[key] not in ("", usual[PREFIX + key])
    ]
    return wrong[-1] if wrong else ""


def _is_offered(document: Mapping[str, Any], key: str, word: str) -> bool:
    known = [offer["takes"][key] for offer in document["offers"] if key in offer["takes"]]
    return bool(known) and (not word or any(rules.fits(takes, word) for takes in known))


def _set_aside(found: Carried, param: Mapping[str, Any] | None, name: str, word: str) -> None:
    found.kept[name + KEPT] = word
    key = name.removeprefix(PREFIX)
    if param and (other := nearest(param, word)):
        found.values[name] = found.kept[name + TOOK] = other
        said = {"value": option_of(word), "other": option_of(other)}
        found.changed.append(_("%(value)s isn't offered here — using %(other)s") % said)
    elif param:
        found.kept[name + TOOK] = param["default"]
    if word not in IDLE and name not in found.values:
        found.unused.append(_named(key, word))


def _named(key: str, word: str) -> str:
    label = label_of(key)
    return label if word == "true" or len(word) > LONG else f"{label} {option_of(word)}"


def nearest(param: Mapping[str, Any], word: str) -> str:
    """The next lower value that is offered, else the lowest; nothing where there is no order."""
    if "options" not in param and "min" in param:
        return _within(param, word)
    order = _shape if param["type"] == "aspect" else _rank
    asked = order(word)
    values = [str(item["v"]) for item in param.get("options", [])]
    ranked = {value: rank for value in values if (rank := order(value)) is not None}
    if asked is None or not ranked:
        return ""
    if param["type"] == "aspect":
        return min(ranked, key=lambda value: abs(ranked[value] - asked))
    lower = {value: rank for value, rank in ranked.items() if rank <= asked}
    return max(lower, key=lambda v: lower[v]) if lower else min(ranked, key=lambda v: ranked[v])


def _within(param: Mapping[str, Any], word: str) -> str:
    if not rules.NUMBER.fullmatch(word) or param["type"] == "seed":
        return ""
    return text_of(max(min(int(float(word)), int(param["max"])), int(param["min"])))


def _rank(word: str) -> float | None:
    """How large `1K`, `720p`, `1024x768` or `8` is."""
    if word in LINES:
        return LINES[word]
    match = re.fullmatch(r"(\d+)(K|p|x(\d+))?", word)
    if match is None:
        return None
    sides = [int(match[1]) * (1000 if match[2] == "K" else 1), int(match[3] or 0)]
    return max(sides)


def _shape(word: str) -> float | None:
    wide, _colon, high = word.partition(":")
    return math.log(int(wide) / int(high)) if wide.isdigit() and high.isdigit() else None
