"""The lines of a table as orders: every name looked up, as far as the person may see."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from studio import catalog
from studio.lifecycle.create import Order
from studio.models import Asset, User
from studio.slots import most_references, place, roles_of
from studio.spoken import about
from studio.tables import PARAMS, Line
from studio.views.composer.composing import visible
from studio.views.pickers import Choice

TAG = 60  # characters
IN_ADDRESS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


@dataclass(slots=True)
class Read:
    """A line with its order, or with what is wrong with it."""

    line: Line
    choice: Choice | None = None
    order: Order | None = None
    problems: list[str] = field(default_factory=list)


def read_lines(
    lines: Sequence[Line], choices: Sequence[Choice], usual: Choice, author: User
) -> list[Read]:
    """Every line by itself; the files of all of them in one query."""
    names = {item.model.name.lower(): item for item in choices}
    models: dict[str, Choice] = names | {item.model.slug: item for item in choices}
    files = _files(lines, author)
    return [_read(line, models, usual, files, author) for line in lines]


def _read(
    line: Line,
    models: Mapping[str, Choice],
    usual: Choice,
    files: Mapping[UUID, Asset],
    author: User,
) -> Read:
    found = Read(line, models.get(line["model"].lower()) if line["model"] else usual)
    if found.choice is None:
        found.problems.append(_no_model(line["model"], models))
        return found
    count = _count(found)
    references = _references(found, found.choice, files)
    if any(len(name) > TAG for name in line.tags):
        found.problems.append(_("a tag has at most %(most)s characters.") % {"most": TAG})
    if not line["prompt"] and not references:
        found.problems.append(_("the prompt is empty."))
    if not found.problems:
        found.order = Order(
            author=author,
            model=found.choice.model,
            prompt=line["prompt"],
            params={name: line[name] for name in PARAMS if line[name]},
            references=references,
            count=count,
        )
    return found


def _no_model(name: str, models: Mapping[str, Choice]) -> str:
    words = {"name": name[:60]}
    if near := get_close_matches(name.lower(), list(models), 1):
        text = _("there is no model “%(name)s”. Did you mean %(near)s?")
        return text % (words | {"near": models[near[0]].model.slug})
    return _("there is no model “%(name)s”.") % words


def _count(found: Read) -> int:
    word, most = found.line["count"], settings.MAX_OUTPUTS
    if not word:
        return 1
    if not (word.isdecimal() and len(word) < 6 and 1 <= int(word) <= most):
        found.problems.append(_("count must be from 1 to %(most)s.") % {"most": most})
        return 1
    return int(word)


def _references(
    found: Read, choice: Choice, files: Mapping[UUID, Asset]
) -> list[tuple[Asset, str]]:
    wishes = []
    for name in found.line.references:
        asset = files.get(pk) if (pk := _key(name)) else None
        if asset is None:
            found.problems.append(_("there is no file “%(name)s”.") % {"name": name[:60]})
        else:
            wishes.append((asset, ""))
    specs = [catalog.spec_of(offer) for offer in choice.offers]
    slots = place(wishes, roles_of(specs), max(map(most_references, specs)))
    for slot in slots:
        if not slot.used:
            words = {"model": choice.model.name, "n": slot.number}
            found.problems.append(_("%(model)s does not use reference %(n)s.") % words)
    return [(slot.asset, slot.role) for slot in slots if slot.used]


def _files(lines: Sequence[Line], author: User) -> dict[UUID, Asset]:
    wanted = {pk for line in lines for name in line.references if (pk := _key(name))}
    return {asset.pk: asset for asset in visible(author, list(wanted))}


def _key(name: str) -> UUID | None:
    """An id, or the address of a page that holds one."""
    match = IN_ADDRESS.search(name)
    return UUID(match[0]) if match else None


def refusals(found: Read, problems: Mapping[str, str]) -> list[str]:
    """What a model has against a line, with the nearest it does offer."""
    return [_refusal(found, name, text) for name, text in problems.items()]


def _refusal(found: Read, name: str, text: str) -> str:
    value, choice = found.line[name], found.choice
    options = _options(choice, name) if choice else []
    if not choice or not value or not options or value in options:
        return about(name, text)
    words: dict[str, Any] = {"field": name, "value": value[:60], "model": choice.model.name}
    if near := nearest(value, options):
        text = _("%(field)s %(value)s is not offered by %(model)s. Did you mean %(near)s?")
        return text % (words | {"near": near})
    return _("%(field)s %(value)s is not offered by %(model)s.") % words


def _options(choice: Choice, name: str) -> list[str]:
    params = catalog.params_of([catalog.spec_of(offer) for offer in choice.offers])
    found = next((param for param in params if param["key"] == name), {})
    return [str(option) for option in found.get("options", [])]


def nearest(value: str, options: Sequence[str]) -> str:
    """The shape next to it, else the word most like it."""
    asked = _shape(value)
    shapes = {option: shape for option in options if (shape := _shape(option))}
    if asked and shapes:
        return min(shapes, key=lambda option: abs(shapes[option] - asked))
    by_word = {option.lower(): option for option in options}
    near = get_close_matches(value.lower(), list(by_word), 1, 0.4)
    return by_word[near[0]] if near else ""


def _shape(word: str) -> float:
    wide, _colon, high = word.partition(":")
    numbers = wide.isdecimal() and high.isdecimal() and len(word) < 10
    return int(wide) / int(high) if numbers and int(high) else 0.0
