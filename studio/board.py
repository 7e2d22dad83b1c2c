"""The references of a form as they are drawn: frames first, then the others, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from django.utils.translation import get_language, gettext, ngettext, to_locale

from studio.slots import FRAMES, Role, Slot


@dataclass(frozen=True, slots=True)
class Frame:
    """A place of its own for the first or the last frame."""

    role: Role
    slot: Slot | None


@dataclass(frozen=True, slots=True)
class Board:
    """The references of a form as they are drawn."""

    slots: Sequence[Slot]
    roles: Sequence[Role]
    most: int

    @property
    def frames(self) -> list[Frame]:
        held = {slot.role: slot for slot in self.slots if slot.used}
        found = sorted((r for r in self.roles if r.is_frame), key=lambda r: FRAMES.index(r.name))
        return [Frame(role, held.get(role.name)) for role in found]

    @property
    def others(self) -> list[Slot]:
        framed = [frame.slot for frame in self.frames]
        return [slot for slot in self.slots if slot not in framed]

    @property
    def is_open(self) -> bool:
        """Whether there is a place that is no frame."""
        return any(not role.is_frame for role in self.roles)

    @property
    def limits(self) -> list[tuple[str, int | None, int | None]]:
        """The types of file that are taken, the most megabytes and seconds, by kind."""
        kinds = {role.kind: role for role in self.roles}
        return [
            (
                ", ".join(role.formats),
                role.max_bytes and role.max_bytes // 1_000_000,
                role.max_seconds,
            )
            for role in kinds.values()
        ]

    @property
    def used(self) -> int:
        return sum(slot.used for slot in self.slots)

    @property
    def left_out(self) -> list[int]:
        return [slot.number for slot in self.slots if not slot.used]

    @property
    def notice(self) -> str:
        """What is kept and not used, said once."""
        if not self.left_out:
            return ""
        numbers = format_list(
            [str(number) for number in self.left_out], locale=to_locale(get_language() or "en")
        )
        words = {"most": self.most, "have": len(self.slots), "list": numbers}
        takes = (
            ngettext(
                "This model takes %(most)s reference; you have %(have)s.",
                "This model takes %(most)s references; you have %(have)s.",
                self.most,
            )
            if self.most
            else gettext("This model takes no references.")
        )
        unused = ngettext(
            "Reference %(list)s will not be used.",
            "References %(list)s will not be used.",
            len(self.left_out),
        )
        if 0 < len(self.slots) <= self.most:
            return unused % words
        return gettext("%(first)s %(second)s") % {"first": takes % words, "second": unused % words}

    @property
    def data(self) -> dict[str, Any]:
        """For the script that moves them about."""
        return {"most": self.most, "roles": [role.for_script() for role in self.roles]}
