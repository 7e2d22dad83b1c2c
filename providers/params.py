"""Parameters as data: one declaration feeds the check, the form, the API and the price."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from providers.said import said, said_many


class InvalidParams(ValueError):
    """What is wrong, by field: `{"size": "must be one of 1K, 2K"}`."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One declared input.

    `default` is what applies when the member leaves the param out. It is written on
    the wire only with `send`; otherwise it is what the vendor does by itself, which
    the form shows and the price counts.
    """

    type: ClassVar[str] = "text"
    name: str
    label: str = ""
    default: Any = None
    send: bool = False
    advanced: bool = False
    help: str = ""

    def clean(self, value: Any) -> Any:
        """The value in its own type; raises ValueError with the allowed values."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """JSON Schema of one value."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        return self.label or self.name.replace("_", " ").capitalize()


def is_plain(value: str) -> bool:
    """Can it be stored and sent? NUL and half a surrogate pair can not."""
    return not re.search("[\x00\ud800-\udfff]", value)


def _integer(value: Any, low: int, high: int, text: str) -> int:
    number = value
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}(\.0+)?", value.strip(), re.ASCII):
        number = int(value.strip().split(".")[0])
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
        raise ValueError(text)
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Param):
    type: ClassVar[str] = "int"
    min: int
    max: int

    def clean(self, value: Any) -> int:
        text = said("must be a whole number from %(low)s to %(high)s", low=self.min, high=self.max)
        return _integer(value, self.min, self.max, text)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.min, "maximum": self.max}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Param):
    type: ClassVar[str] = "number"
    min: float
    max: float

    def clean(self, value: Any) -> float:
        low, high = float(self.min), float(self.max)
        text = said("must be a number from %(low)s to %(high)s", low=low, high=high)
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(text) from None
        if isinstance(value, bool) or not self.min <= number <= self.max:
            raise ValueError(text)
        return number

    def schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.min, "maximum": self.max}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Param):
    type: ClassVar[str] = "bool"
    WORDS: ClassVar[dict[str, bool]] = {
        "true": True,
        "on": True,
        "1": True,
        "false": False,
        "off": False,
        "0": False,
    }

    def clean(self, value: Any) -> bool:
        if isinstance(value, int) and value in (0, 1):
            return bool(value)
        word = value.strip().lower() if isinstance(value, str) else ""
        if word not in self.WORDS:
            raise ValueError(said("must be true or false"))
        return self.WORDS[word]

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Param):
    type: ClassVar[str] = "text"
    max_length: int

    def clean(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > self.max_length:
            raise ValueError(
                said_many(
                    "must be text of at most %(count)s character",
                    "must be text of at most %(count)s characters",
                    self.max_length,
                )
            )
        if not is_plain(value):
            raise ValueError(said("has a character that cannot be stored"))
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.max_length}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Param):
    """One of a list of words."""

    type: ClassVar[str] = "enum"
    options: tuple[str, ...]

    def clean(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise ValueError(said("must be one of %(allowed)s", allowed=self.options))
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.options)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectRatio(Choice):
    """`16:9`, or `auto` where the vendor chooses."""

    type: ClassVar[str] = "aspect"


@dataclass(frozen=True, slots=True)
class Pixels:
    """Free sizes `WxH`: what a vendor accepts besides its named tiers."""

    longest: int
    multiple: int
    max_ratio: float
    min_area: int
    max_area: int

    def problem(self, width: int, height: int) -> str:
        """Which rule `width` x `height` breaks, in words; empty when none."""
        if max(width, height) > self.longest:
            return said("the longer side must be at most %(most)s pixels", most=self.longest)
        if width % self.multiple or height % self.multiple:
            return said("both sides must be multiples of %(step)s pixels", step=self.multiple)
        if not width or not height or max(width, height) > self.max_ratio * min(width, height):
            return said("the sides must not differ by more than %(ratio)s:1", ratio=self.max_ratio)
        if not self.min_area <= width * height <= self.max_area:
            low, high = self.min_area, self.max_area
            return said(
                "width x height must be from %(low)s to %(high)s pixels", low=low, high=high
            )
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size(Param):
    """Named tiers (`1K`, `2K`), pixel sizes from a table (`1672x941`), or free pixels.

    `table` tells what a tier measures in each shape, where the vendor says so.
    """

    type: ClassVar[str] = "tier"
    options: tuple[str, ...]
    pixels: Pixels | None = None
    table: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def clean(self, value: Any) -> str:
        if isinstance(value, str) and value in self.options:
            return value
        words = value if isinstance(value, str) else ""
        match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", words, re.ASCII)
        if self.pixels and match:
            width, height = int(match[1]), int(match[2])
            if problem := self.pixels.problem(width, height):
                raise ValueError(problem)
            return f"{width}x{height}"
        if self.pixels:
            pixels = said(
                "must be one of %(allowed)s or pixels such as 2048x1152", allowed=self.options
            )
            raise ValueError(pixels)
        raise ValueError(said("must be one of %(allowed)s", allowed=self.options))

    def schema(self) -> dict[str, Any]:
        if self.pixels is None:
            return {"type": "string", "enum": list(self.options)}
        words = "|".join(map(re.escape, self.options))
        return {
            "type": "string",
            "pattern": rf"^({words}|\d{{1,5}}x\d{{1,5}})$",
            "examples": [*self.options, "2048x1152"],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration(Integer):
    """Seconds."""

    type: ClassVar[str] = "duration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed(Integer):
    """Repeats a result. Left out, or -1 where `min` allows it: the vendor's choice."""

    type: ClassVar[str] = "seed"
