"""One declared param as a form field, drawn by the template of its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

TYPES = ("aspect", "bool", "duration", "enum", "int", "number", "seed", "text", "tier")
FEW = 12  # more shapes than this are folded after the first six
STEPS = 5  # as many whole numbers are shown side by side
FREE = "-free"  # ends the name of the box for pixels
BOX = 20  # of the drawing of a shape


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    extra: int = 0  # credits on top, per unit
    shape: tuple[float, float, float, float] | None = None  # x, y, width, height


def text_of(value: Any) -> str:
    """A param's value as a form control holds it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def shape_of(word: str) -> tuple[float, float, float, float] | None:
    """The outline of `16:9` in a 24 px box; None where the word is no ratio."""
    wide, _colon, high = word.partition(":")
    if not (wide.isdigit() and high.isdigit() and int(wide) and int(high)):
        return None
    scale = BOX / max(int(wide), int(high))
    width, height = max(int(wide) * scale, 4), max(int(high) * scale, 4)
    return round(12 - width / 2, 1), round(12 - height / 2, 1), round(width, 1), round(height, 1)


class FreeSizeInput(forms.TextInput):
    """A named size, or pixels typed beside it, which win."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> Any:
        return data.get(name + FREE) or data.get(name)


class ParamField(forms.CharField):
    """One declared param, drawn by the template of its type."""

    def __init__(self, param: Mapping[str, Any], extras: Mapping[str, int], agreed: bool) -> None:
        super().__init__(
            required=False,
            label=param["label"],
            help_text=param["help"],
            initial=text_of(param["default"]),
            widget=FreeSizeInput if param.get("free") else forms.TextInput,
        )
        self.param = param
        self.extras = extras
        self.agreed = agreed  # every offer does the same when it is left out
        kind = param["type"] if param["type"] in TYPES else "text"
        self.template_name = f"studio/params/_{kind}.html"

    @property
    def is_advanced(self) -> bool:
        return bool(self.param["group"] == "advanced")

    @property
    def low(self) -> Any:
        return self.param["schema"].get("minimum", "")

    @property
    def high(self) -> Any:
        return self.param["schema"].get("maximum", "")

    @property
    def step(self) -> Any:
        """One for whole numbers; a hundredth of the way for others."""
        if self.param["schema"].get("type") == "integer":
            return 1
        return (float(self.high) - float(self.low)) / 100

    @property
    def unit(self) -> str:
        return gettext("s") if self.param["type"] == "duration" else ""

    @property
    def longest(self) -> Any:
        return self.param["schema"].get("maxLength", "")

    @cached_property
    def options(self) -> list[Option]:
        default = [] if self.initial else [Option("", gettext("Default"))]
        return default + [
            Option(word, self._label(word), self.extras.get(word, 0), shape_of(word))
            for word in self._words()
        ]

    def _words(self) -> list[str]:
        if "options" in self.param:
            return [str(word) for word in self.param["options"]]
        if "min" in self.param and self.param["max"] - self.param["min"] < STEPS:
            return [str(n) for n in range(self.param["min"], self.param["max"] + 1)]
        return []

    def _label(self, word: str) -> str:
        if self.param["type"] == "duration":
            return gettext("%(seconds)s s") % {"seconds": word}
        if word == "auto":
            return gettext("Auto")
        return word.replace("x", " × ") if word[:1].isdigit() and "x" in word else word

    @property
    def side_by_side(self) -> bool:
        return 0 < len(self.options) <= STEPS and all(len(o.label) <= 11 for o in self.options)

    @property
    def first(self) -> list[Option]:
        return self.options[:6] if len(self.options) > FEW else self.options

    @property
    def rest(self) -> list[Option]:
        return self.options[len(self.first) :]

    @property
    def rest_values(self) -> list[str]:
        return [option.value for option in self.rest]
