"""A model with settings under a name: one's own, or shared with the team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from studio.models import GenerationModel, Preset, User, Visibility
from studio.models.project import audience_of

NAME_MAX = 60
SHOWN = 40
SALT = "studio.presets"
UNDO = 600  # seconds that a deleted preset can be put back
STORED = ("name", "params", "count", "prompt", "references", "visibility", "is_default")


class NameTaken(Exception):
    """One's presets have different names."""


class NotYours(Exception):
    """Only its author or an admin may change it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a preset holds. `references` are (asset id, role)."""

    model: GenerationModel
    params: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None
    prompt: str = ""
    references: tuple[tuple[str, str], ...] = ()


def listed(user: User) -> QuerySet[Preset]:
    """One's own first, then the team's; for models that are on."""
    seen = Preset.objects.for_user(user).filter(model__enabled=True)
    return seen.select_related("model").order_by("name")


def shown(user: User, kind: str) -> list[Preset]:
    return list(listed(user).filter(model__kind=kind)[:SHOWN])


def default_of(user: User, kind: str = "") -> Preset | None:
    """What a new form begins with."""
    mine = listed(user).filter(author=user, is_default=True)
    return (mine.filter(model__kind=kind) if kind else mine).first()


@transaction.atomic
def save(
    author: User, name: str, content: Content, visibility: str, is_default: bool = False
) -> Preset:
    """Raises NameTaken."""
    preset = Preset(
        author=author,
        name=name,
        model=content.model,
        params=dict(content.params),
        count=content.count,
        prompt=content.prompt,
        references=[list(pair) for pair in content.references],
        visibility=visibility,
        audience=audience_of(author.pk, visibility, None),
    )
    _insert(preset)
    if is_default:
        make_default(preset, author)
    return preset


def _insert(preset: Preset) -> None:
    try:
        with transaction.atomic():
            preset.save(force_insert=True)
    except IntegrityError:
        raise NameTaken from None


@transaction.atomic
def make_default(preset: Preset, user: User) -> None:
    """One of each kind. Raises NotYours: everybody begins with a preset of his own."""
    if preset.author_id != user.pk:
        raise NotYours
    mine = Preset.objects.filter(author=user, model__kind=preset.model.kind)
    mine.exclude(pk=preset.pk).filter(is_default=True).update(is_default=False)
    Preset.objects.filter(pk=preset.pk).update(is_default=True)
    preset.is_default = True


def clear_default(preset: Preset, user: User) -> None:
    Preset.objects.filter(pk=preset.pk, author=user).update(is_default=False)


def delete(preset: Preset, user: User) -> str:
    """What `restore` needs to put it back. Raises NotYours."""
    if not (user.is_admin or preset.author_id == user.pk):
        raise NotYours
    fields = {name: getattr(preset, name) for name in STORED}
    keys = {"id": str(preset.pk), "author": str(preset.author_id), "model": str(preset.model_id)}
    Preset.objects.filter(pk=preset.pk).delete()
    return signing.dumps(keys | fields | {"by": str(user.pk)}, salt=SALT, compress=True)


def restore(token: str, user: User) -> Preset:
    """Raises NotYours, NameTaken."""
    try:
        kept = signing.loads(token, salt=SALT, max_age=UNDO)
    except signing.BadSignature:
        raise NotYours from None
    if kept["by"] != str(user.pk):
        raise NotYours
    fields = {name: kept[name] for name in STORED}
    keys = {"id": kept["id"], "author_id": kept["author"], "model_id": kept["model"]}
    preset = Preset(**keys, **fields)
    preset.audience = audience_of(preset.author_id, preset.visibility, None)
    _insert(preset)
    return preset


def visibility_of(word: str) -> str:
    return word if word in Visibility.values else Visibility.ME
