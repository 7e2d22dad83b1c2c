"""`@2` in a prompt: the second reference, in the words that a vendor understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

MOST = 20  # `@50` is no reference
PLAIN = "{kind} {n}"  # where the vendor has no sign of its own
# Chinese has no spaces: only Latin letters, digits and signs make it part of a word.
MENTION = re.compile(r"(?<![A-Za-z0-9_.@])@([1-9][0-9]?)(?![A-Za-z0-9_]|\.[0-9])", re.ASCII)


def numbers(prompt: str) -> list[int]:
    """The references that a prompt names, in order, each once."""
    found = (int(match[1]) for match in MENTION.finditer(prompt))
    return list(dict.fromkeys(number for number in found if number <= MOST))


def spoken(prompt: str, kinds: Sequence[str], syntax: str = "") -> str:
    """The prompt as the vendor gets it. Vendors count each kind of file by itself."""

    def words(match: re.Match[str]) -> str:
        place = int(match[1])
        if place > len(kinds):
            return match[0]
        kind = kinds[place - 1]
        return (syntax or PLAIN).format(kind=kind, n=list(kinds[:place]).count(kind))

    return MENTION.sub(words, prompt)


def renumbered(prompt: str, places: Mapping[int, int]) -> str:
    """The prompt where some references are left out: the others have new places."""

    def moved(match: re.Match[str]) -> str:
        return f"@{places.get(int(match[1]), int(match[1]))}"

    return MENTION.sub(moved, prompt)
