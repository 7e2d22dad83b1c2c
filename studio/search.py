"""What a few letters find: prompts, projects, people and assets that one may see, few of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from studio import history, library
from studio.models import Asset, Project, Prompt, User

MOST = 6
PREFIXES = {"@": "people", "/": "projects", "#": "tags"}


@dataclass(frozen=True, slots=True)
class Found:
    prompts: Sequence[Prompt] = ()
    projects: Sequence[Project] = ()
    people: Sequence[User] = ()
    assets: Sequence[Asset] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.prompts or self.projects or self.people or self.assets)


def everything(viewer: User, query: str) -> Found:
    """A first sign of `@ / #` narrows it to people, projects or tags; `>` is for commands."""
    group, text = PREFIXES.get(query[:1], ""), query.lstrip("@/#").strip()
    if not text or query.startswith(">"):
        return Found()
    looks: Mapping[str, Callable[[User, str], QuerySet[Any]]] = {
        "prompts": _prompts,
        "projects": _projects,
        "people": _people,
        "assets": _assets,
    }
    if group == "tags":
        return Found(
            prompts=_tagged(library.saved(viewer), text), assets=_tagged_assets(viewer, text)
        )
    wanted = {name: look for name, look in looks.items() if group in ("", name)}
    found: dict[str, Any] = {name: look(viewer, text)[:MOST] for name, look in wanted.items()}
    return Found(**found)


def _prompts(viewer: User, text: str) -> QuerySet[Prompt]:
    named = Q(title__icontains=text) | Q(text__icontains=text)
    return library.saved(viewer).filter(named).order_by("-created_at", "-id")


def _projects(viewer: User, text: str) -> QuerySet[Project]:
    return Project.objects.for_user(viewer).filter(name__icontains=text).order_by("name", "id")


def _people(viewer: User, text: str) -> QuerySet[User]:
    """Every word is in one of the names: "Anna Kowalska" is how she is shown."""
    rows = User.objects.filter(is_active=True)
    for word in text.split():
        rows = rows.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
        )
    return rows.order_by("username")


def _assets(viewer: User, text: str) -> QuerySet[Asset]:
    rows = history.matching(viewer, history.Filters(q=text))
    return rows.select_related("prompt", "model").order_by("-created_at", "-id")


def _tagged(rows: QuerySet[Any], text: str) -> list[Any]:
    named = rows.filter(tags__name__istartswith=text).distinct()
    return list(named.order_by("-created_at", "-id")[:MOST])


def _tagged_assets(viewer: User, text: str) -> list[Asset]:
    rows = Asset.objects.for_user(viewer).filter(trashed_at=None)
    return _tagged(rows.select_related("prompt", "model"), text)
