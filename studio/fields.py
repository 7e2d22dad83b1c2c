"""One declared param as a form field, drawn by the template of its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from studio.carried import FREE
from studio.form_document import text_of as text_of
from studio.labels import label_of

TYPES = ("aspect", "bool", "duration", "enum", "int", "number", "seed", "text", "tier")
FEW = 12  # more shapes than this are folded after the first six
SEGMENTS, SHORT = 5, 11  # as many options of so few characters stand side by side
SELECTABLE = 8  # more options than this are searched
BOX = 20  # of the drawing of a shape


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    extra: int = 0  # credits of one result, against the default
    shape: tuple[float, float, float, float] | None = None  # x, y, width, height
    blocked: bool = False


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

    def __init__(self, param: Mapping[str, Any]) -> None:
        super().__init__(
            required=False,
            label=param["label"],
            help_text=param.get("help", ""),
            initial=param["default"],
            widget=FreeSizeInput if param.get("free") else forms.TextInput,
        )
        self.param = param
        self.state: Mapping[str, Any] = {}
        kind = param["type"] if param["type"] in TYPES else "text"
        self.template_name = f"studio/params/_{kind}.html"

    @property
    def key(self) -> str:
        return str(self.param["key"])

    def label_of(self, value: str) -> str:
        labels = {item["v"]: item["label"] for item in self.param.get("options", [])}
        if value in labels:
            return str(labels[value])
        return f"{value} {self.unit}".strip() if value else gettext("Auto")

    @property
    def initial_label(self) -> str:
        """The default in words."""
        return self.label_of(str(self.initial))

    @property
    def is_advanced(self) -> bool:
        return bool(self.param["group"] == "advanced")

    @property
    def is_hidden_now(self) -> bool:
        return self.key in self.state.get("hidden", ())

    @property
    def low(self) -> Any:
        return self.param.get("min", "")

    @property
    def high(self) -> Any:
        return self.param.get("max", "")

    @property
    def step(self) -> Any:
        """One for whole numbers; a hundredth of the way for others."""
        if self.param["type"] != "number":
            return 1
        return (float(self.high) - float(self.low)) / 100

    @property
    def unit(self) -> str:
        return gettext("s") if self.param["type"] == "duration" else ""

    @property
    def longest(self) -> Any:
        return self.param.get("max_length", "")

    @property
    def pixels(self) -> str:
        """What the size measures, where this is the size and the vendor says so."""
        found = str(self.state.get("pixels", "")) if self.key == "size" else ""
        return found.replace("x", " × ")

    @property
    def options(self) -> list[Option]:
        more = self.state.get("deltas", {}).get(self.key, {})
        blocked = self.state.get("blocked", {}).get(self.key, {})
        return [
            Option(
                item["v"],
                item["label"],
                more.get(item["v"], 0),
                shape_of(item["v"]),
                item["v"] in blocked,
            )
            for item in self.param.get("options", [])
        ]

    @property
    def reasons(self) -> list[str]:
        """Why some options cannot be chosen now; as `reasons` in `static/js/params.js`."""
        labels = {item["v"]: item["label"] for item in self.param.get("options", [])}
        found: dict[str, list[str]] = {}
        for value, why in self.state.get("blocked", {}).get(self.key, {}).items():
            found.setdefault(_reason(why), []).append(labels[value])
        return [_sentence(names, why) for why, names in found.items()]

    def against(self, value: str) -> str:
        """Why it cannot be chosen beside the others; nothing where it can."""
        why = self.state.get("blocked", {}).get(self.key, {}).get(value)
        return "" if why is None else _reason(why)

    @property
    def side_by_side(self) -> bool:
        return 0 < len(self.options) <= SEGMENTS and all(
            len(option.label) <= SHORT for option in self.options
        )

    @property
    def is_long(self) -> bool:
        return len(self.options) > SELECTABLE

    @property
    def first(self) -> list[Option]:
        return self.options[:6] if len(self.options) > FEW else self.options

    @property
    def rest(self) -> list[Option]:
        return self.options[len(self.first) :]

    @property
    def rest_values(self) -> list[str]:
        return [option.value for option in self.rest]


def _reason(why: Mapping[str, str]) -> str:
    if "with" in why:
        return gettext("Not offered with this choice of %(setting)s.") % {
            "setting": label_of(why["with"])
        }
    return why.get("why") or gettext("Not offered with your other settings.")


def _sentence(names: list[str], why: str) -> str:
    return gettext("%(options)s: %(why)s") % {"options": ", ".join(names), "why": why}
