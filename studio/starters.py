"""Six things to begin with: they fill the form and are never sent by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from studio.choices import Choice


@dataclass(frozen=True, slots=True)
class Starter:
    """`key` is also the name of its picture."""

    key: str
    kind: str
    prompt: str | Promise
    params: Mapping[str, Any] = field(default_factory=dict)


STARTERS = (
    Starter(
        "hills",
        "image",
        _("Layered mountains at sunrise, mist in the valleys, soft pastel light"),
        {"aspect_ratio": "16:9"},
    ),
    Starter(
        "sea",
        "image",
        _("A small sailing boat on a calm sea, a long reflection of the sun, flat illustration"),
        {"aspect_ratio": "16:9"},
    ),
    Starter(
        "night",
        "image",
        _("Mountain silhouettes under a starry sky, long exposure, deep blue"),
        {"aspect_ratio": "16:9"},
    ),
    Starter(
        "dunes",
        "image",
        _("Desert dunes at golden hour, rippled sand, one long shadow, wide shot"),
        {"aspect_ratio": "16:9"},
    ),
    Starter(
        "space",
        "image",
        _("A lone planet in a field of stars, retro science fiction poster"),
        {"aspect_ratio": "3:4"},
    ),
    Starter(
        "flight",
        "video",
        _("A slow flight over misty hills at sunrise, the camera moves forward"),
        {"aspect_ratio": "16:9"},
    ),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A starter with the model that would make it here."""

    starter: Starter
    choice: Choice

    @property
    def picture(self) -> str:
        return f"img/starters/{self.starter.key}.webp"


def cards(choices: Sequence[Choice]) -> list[Card]:
    """Those for which there is a model, each with the first of its kind."""
    first = {choice.model.kind: choice for choice in reversed(choices)}
    return [Card(item, first[item.kind]) for item in STARTERS if item.kind in first]


def named(key: str) -> Starter | None:
    return next((item for item in STARTERS if item.key == key), None)
