"""References in the form: which files a model takes, and what for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from providers.catalog import ModelSpec
from studio.models import Asset


@dataclass(frozen=True, slots=True)
class Role:
    """How references of one role may be given, over all offers of the model."""

    name: str
    label: str
    kind: str
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A reference in the form, with the roles its file could have."""

    asset: Asset
    role: str
    roles: Sequence[Role] = ()


ROLE_LABELS = {
    "image": _("Image"),
    "video": _("Video"),
    "audio": _("Audio"),
    "first_frame": _("First frame"),
    "last_frame": _("Last frame"),
    "style": _("Style"),
    "subject": _("Subject"),
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
            )
    return list(merged.values())


def most_references(spec: ModelSpec) -> int:
    together = sum(rule.max for rule in spec.references)
    return min(together, spec.max_references or together)


def place(assets: Iterable[tuple[Asset, str]], roles: Sequence[Role]) -> list[Slot]:
    """Give each file its role: the one asked for, else the first of its kind with room."""
    slots: list[Slot] = []
    for asset, wish in assets:
        fitting = [role for role in roles if role.kind == asset.kind]
        names = [role.name for role in fitting]
        free = [role.name for role in fitting if _taken(slots, role.name) < role.max]
        role = wish if wish in names else next(iter([*free, *names]), asset.kind)
        slots.append(Slot(asset, role, fitting))
    return slots


def _taken(slots: Iterable[Slot], role: str) -> int:
    return sum(slot.role == role for slot in slots)
