"""Opening a project."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from studio.models import Project, User


def open_project(owner: User, name: str, visibility: str) -> Project:
    """With a slug of its own, made from the name where that can be spelt in one."""
    wish = slugify(name)[:48].strip("-")
    for slug in (wish, *(_with_tail(wish) for _ in range(5))):
        if slug and not Project.objects.filter(slug=slug).exists():
            try:
                with transaction.atomic():
                    return Project.objects.create(
                        name=name, slug=slug, visibility=visibility, owner=owner
                    )
            except IntegrityError:
                continue  # somebody took it just now
    raise RuntimeError("no free slug")


def _with_tail(wish: str) -> str:
    return f"{wish or 'project'}-{secrets.token_hex(3)}"
