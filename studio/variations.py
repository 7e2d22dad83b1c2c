"""`{red|green}` in a prompt: one text becomes several, one per combination.

Only braces with a `|` of their own count, so a prompt written as JSON stays what it is.
`\\{`, `\\|` and `\\}` are the signs themselves. `static/js/variations.js` says the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import product
from math import prod

TASKS = 40  # at most, of one press
LISTED = 200  # more variations than this are counted, not written out
COUNTED = 1_000_000
EXCERPT = 30  # characters of what is not closed
SIGNS = "{|}"


class Unclosed(ValueError):
    """`excerpt` begins with the brace that has no end."""

    def __init__(self, excerpt: str) -> None:
        super().__init__(excerpt)
        self.excerpt = excerpt


class TooMany(ValueError):
    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True, slots=True)
class Variation:
    """One prompt, and what each group of the text became in it."""

    text: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What may stand in one place. `choices` is empty where there are too many to list."""

    size: int
    choices: tuple[str, ...]


@dataclass(slots=True)
class Brace:
    """A brace that is open: what was read of each of its options."""

    start: int
    options: list[list[str | Group]] = field(default_factory=lambda: [[]])

    def add(self, part: str | Group) -> None:
        parts = self.options[-1]
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)

    def close(self) -> Group:
        size = min(sum(map(_size, self.options)), COUNTED)
        if size > LISTED:
            return Group(size, ())
        words = (text.strip() for parts in self.options for text, _ in _written(parts))
        choices = tuple(dict.fromkeys(words))
        return Group(len(choices), choices)


def expand(text: str) -> list[Variation]:
    """Every variation, the last group changing first. Raises Unclosed, TooMany."""
    parts = _parts(text)
    if (count := min(_size(parts), COUNTED)) > LISTED:
        raise TooMany(count)
    return [Variation(words, values) for words, values in _written(parts)]


def sizes(text: str) -> list[int]:
    """How many choices each group has. Raises Unclosed."""
    return [part.size for part in _parts(text) if isinstance(part, Group)]


def plain(text: str) -> str:
    """The signs themselves for `\\{` and its like, where nothing varies; else the text as it is."""
    try:
        found = expand(text)
    except (Unclosed, TooMany):
        return text
    return found[0].text if len(found) == 1 else text


def escaped(text: str) -> str:
    """What stands for this very text in a prompt: `plain` gives it back."""
    try:
        same = not sizes(text) and plain(text) == text
    except Unclosed:
        same = False
    return text if same else re.sub(r"[{|}]", r"\\\g<0>", text)


def kept(text: str, dropped: Collection[str]) -> list[Variation]:
    """Those that were not dropped, by their text. Raises Unclosed, TooMany."""
    out = {_one_line_end(word) for word in dropped}
    return [item for item in expand(text) if _one_line_end(item.text) not in out]


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n")  # a form sends the one, a text field holds the other


def _size(parts: list[str | Group]) -> int:
    return prod(part.size for part in parts if isinstance(part, Group))


def _written(parts: list[str | Group]) -> list[tuple[str, tuple[str, ...]]]:
    groups = [part.choices for part in parts if isinstance(part, Group)]
    found = []
    for values in product(*groups):
        rest = iter(values)
        words = [part if isinstance(part, str) else next(rest) for part in parts]
        found.append(("".join(words), values))
    return found


def _parts(text: str) -> list[str | Group]:
    """Without recursion: a prompt may open a thousand braces."""
    open_: list[Brace] = [Brace(0)]
    at = 0
    while at < len(text):
        sign, following = text[at], text[at + 1 : at + 2]
        if sign == "\\" and following and following in SIGNS:
            open_[-1].add(following)
            at += 1
        elif sign == "{":
            open_.append(Brace(at))
        elif sign == "}" and len(open_) > 1:
            _end(open_, "}")
        elif sign == "|" and len(open_) > 1:
            open_[-1].options.append([])
        else:
            open_[-1].add(sign)
        at += 1
    return _root(open_, text)


def _end(open_: list[Brace], sign: str) -> None:
    """A brace without a `|` is only a brace."""
    brace = open_.pop()
    if len(brace.options) > 1:
        open_[-1].add(brace.close())
        return
    for part in ("{", *brace.options[0], sign):
        open_[-1].add(part)


def _root(open_: list[Brace], text: str) -> list[str | Group]:
    for brace in open_[1:]:
        if len(brace.options) > 1:
            raise Unclosed(text[brace.start : brace.start + EXCERPT])
    while len(open_) > 1:
        _end(open_, "")
    return open_[0].options[0]
