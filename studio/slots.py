"""References in the form: which files a model takes, and what for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from providers.catalog import SLACK, ModelSpec
from studio.models import Asset

FRAMES = ("first_frame", "last_frame")
EXTENSIONS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
    "video/mp4": "MP4",
    "video/quicktime": "MOV",
    "video/webm": "WebM",
    "audio/mpeg": "MP3",
    "audio/wav": "WAV",
    "audio/mp4": "M4A",
}
USUAL = {
    "image": ("image/png", "image/jpeg", "image/webp"),
    "video": ("video/mp4", "video/quicktime", "video/webm"),
    "audio": ("audio/mpeg", "audio/wav", "audio/mp4"),
}


@dataclass(frozen=True, slots=True)
class Role:
    """How references of one role may be given, over all offers of the model."""

    name: str
    label: str
    kind: str
    min: int
    max: int
    mimes: tuple[str, ...] = ()
    max_bytes: int | None = None
    max_seconds: int | None = None

    @property
    def is_frame(self) -> bool:
        return self.name in FRAMES

    @property
    def formats(self) -> list[str]:
        """What people call the types of file that are taken."""
        taken = self.mimes or USUAL.get(self.kind, ())
        return [EXTENSIONS.get(mime, mime.partition("/")[2].upper()) for mime in taken]

    def for_script(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "mimes"}


@dataclass(frozen=True, slots=True)
class Slot:
    """A reference in the form, with the roles its file could have.

    `role` is what it will be used as. `wish` is what was asked for once: another model
    may know it. One that is not `used` stays in the form and is not sent.
    """

    asset: Asset
    role: str
    roles: Sequence[Role] = ()
    wish: str = ""
    used: bool = True
    number: int = 1

    @property
    def name(self) -> str:
        """The role as the form keeps it."""
        known = any(role.name == self.wish for role in self.roles)
        return self.role if known or not self.wish else self.wish

    @property
    def most_seconds(self) -> int | None:
        """How long it may be, where it is longer."""
        most = next((role.max_seconds for role in self.roles if role.name == self.role), None)
        return most if most and (self.asset.duration or 0) > most + SLACK else None

    @property
    def label(self) -> str:
        """What it is used as, where that is not plain."""
        if len(self.roles) < 2 and self.role == self.asset.kind:
            return ""
        return next((role.label for role in self.roles if role.name == self.role), "")


ROLE_LABELS = {
    "image": _("Image"),
    "video": _("Video"),
    "audio": _("Audio"),
    "first_frame": _("First frame"),
    "last_frame": _("Last frame"),
    "style": _("Style"),
    "subject": _("Subject"),
    "composition": _("Composition"),
    "character": _("Character"),
    "product": _("Product"),
    "mask": _("Mask"),
    "motion_video": _("Motion video"),
    "voice": _("Voice"),
    "music": _("Music"),
}


def roles_of(specs: Iterable[ModelSpec]) -> list[Role]:
    """The union of the roles of several specs, in the order they first appear."""
    merged: dict[str, Role] = {}
    for spec in specs:
        for rule in spec.references:
            known = merged.get(rule.role)
            label = str(ROLE_LABELS.get(rule.role, rule.role.replace("_", " ").capitalize()))
            merged[rule.role] = Role(
                rule.role,
                label,
                rule.kind,
                min(rule.min, known.min) if known else rule.min,
                max(rule.max, known.max) if known else rule.max,
                _all_mimes(rule.mimes, known),
                _larger(rule.max_bytes, known.max_bytes if known else 0),
                _larger(rule.max_seconds, known.max_seconds if known else 0),
            )
    return list(merged.values())


def _all_mimes(mimes: tuple[str, ...], known: Role | None) -> tuple[str, ...]:
    """Of a role that any type fits for one vendor, any type is taken."""
    if known is None:
        return mimes
    return tuple(dict.fromkeys((*known.mimes, *mimes))) if known.mimes and mimes else ()


def _larger(size: int | None, other: int | None) -> int | None:
    """None where one vendor has no limit; 0 says that there is no other vendor."""
    return None if size is None or other is None else max(size, other)


def most_references(spec: ModelSpec) -> int:
    together = sum(rule.max for rule in spec.references)
    return min(together, spec.max_references or together)


def place(
    assets: Iterable[tuple[Asset, str]], roles: Sequence[Role], most: int | None = None
) -> list[Slot]:
    """Give each file its role: the one asked for, else the first of its kind with room.

    Those that find no room stay, in their places, and are not used.
    """
    slots: list[Slot] = []
    for asset, wish in assets:
        fitting = [role for role in roles if role.kind == asset.kind]
        names = [role.name for role in fitting]
        free = [role.name for role in fitting if _taken(slots, role.name) < role.max]
        role = wish if wish in names else next(iter([*free, *names]), asset.kind)
        full = most is not None and sum(slot.used for slot in slots) >= most
        slots.append(Slot(asset, role, fitting, wish, role in free and not full))
    ordered = sorted(slots, key=_frames_first)
    return [replace(slot, number=number) for number, slot in enumerate(ordered, 1)]


def _frames_first(slot: Slot) -> int:
    return FRAMES.index(slot.role) if slot.role in FRAMES and slot.used else len(FRAMES)


def _taken(slots: Iterable[Slot], role: str) -> int:
    return sum(slot.role == role and slot.used for slot in slots)
