"""The history itself: prompts, and one to four assets of each, oldest first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from studio.models import Asset, Project, Prompt, User
from studio.models.asset import search_text
from studio.models.project import audience_of
from studio.models.prompt import prompt_digest
from studio.seeding import cast, pictures, rows, words

SPAN = timedelta(days=730)
BATCH = 5000  # prompts in one transaction
MINE = 0.05  # the share that only its author may see
NO_PROJECT = 0.3

PROMPT = (
    *("id", "created_at", "author", "project", "title", "text", "negative", "digest"),
    *("version_of", "saved", "visibility"),
)
ASSET = (
    *("id", "created_at", "author", "project", "prompt", "model", "vendor", "position"),
    *("origin", "kind", "name", "sha256", "key", "bytes", "mime", "width", "height", "duration"),
    *("has_alpha", "has_audio", "c2pa", "derivatives", "derived", "derive_attempts"),
    *("visibility", "audience", "search_text"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    assets: int
    people: int = 12
    projects: int = 8


class Group(NamedTuple):
    """The rows of one prompt."""

    prompt: tuple[Any, ...]
    assets: list[tuple[Any, ...]]


def seed(plan: Plan, say: Callable[[str], None]) -> float:
    """Adds to what is there; returns rows per second. Every row keeps the invariants."""
    rows.prepare()
    maker = Maker(plan)
    began, done = time.monotonic(), 0
    prompts, assets = rows.Writer(Prompt, PROMPT), rows.Writer(Asset, ASSET)
    groups = maker.groups()
    # Every row points at rows that were just read or written: SQLite need not look each up.
    with connection.constraint_checks_disabled():
        while batch := list(islice(groups, BATCH)):
            with transaction.atomic():
                prompts.write(group.prompt for group in batch)
                assets.write(row for group in batch for row in group.assets)
            done += sum(1 + len(group.assets) for group in batch)
            say(f"{done} rows, {done / (time.monotonic() - began):.0f} rows/s")
    return done / (time.monotonic() - began)


class Maker:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.random = Random()  # noqa: S311 a made-up history is no secret
        team = cast.people(plan.people)
        self.team = _weighted(team)
        self.projects = _weighted(cast.projects(plan.projects, team)) if plan.projects else None
        self.makings = _weighted(cast.makings())
        stored = pictures.store_all()
        self.files = {
            kind: [item for item in stored if item.kind == kind] for kind in ("image", "video")
        }
        self.id, self.time = rows.adapters()

    def groups(self) -> Iterator[Group]:
        """In the order of time: then the indexes grow at their ends."""
        at, step, left = timezone.now() - SPAN, SPAN / max(self.plan.assets, 1), self.plan.assets
        while left > 0:
            count = min(self.random.choice((1, 1, 2, 4)), left)
            yield self._group(at, count, step)
            at, left = at + step * count, left - count

    def _group(self, at: datetime, count: int, step: timedelta) -> Group:
        author: User = self._pick(self.team)
        project: Project | None = None
        if self.projects and self.random.random() >= NO_PROJECT:
            project = self._pick(self.projects)
        making: cast.Making = self._pick(self.makings)
        text = words.prompt(self.random)
        visibility = "me" if self.random.random() < MINE else "team"
        prompt_id, author_id = self._new_id(), self.id(author.pk)
        project_id = self.id(project.pk) if project else None
        prompt = (
            *(prompt_id, self.time(at), author_id, project_id, "", text, "", prompt_digest(text)),
            *(None, False, visibility),
        )
        made_by = (self.id(making.model.pk), self.id(making.vendor.pk))
        before = (author_id, project_id, prompt_id, *made_by)
        audience = audience_of(author.pk, visibility, project)
        after = (visibility, audience, search_text(text, making.model.name))
        files = self.files[making.model.kind]
        assets = [
            self._asset(at + step * place, before, place, self.random.choice(files), after)
            for place in range(count)
        ]
        return Group(prompt, assets)

    def _asset(
        self,
        at: datetime,
        before: tuple[Any, ...],
        place: int,
        file: pictures.Picture,
        after: tuple[Any, ...],
    ) -> tuple[Any, ...]:
        return (
            *(self._new_id(), self.time(at), *before, place, "generated", file.kind, ""),
            *(file.sha256, file.key, file.bytes, file.mime, file.width, file.height),
            *(file.duration, False, False, False, file.derivatives, "ready", 1, *after),
        )

    def _new_id(self) -> Any:
        return self.id(UUID(int=self.random.getrandbits(128), version=4))

    def _pick(self, weighted: tuple[list[Any], list[float]]) -> Any:
        return self.random.choices(weighted[0], cum_weights=weighted[1])[0]


def _weighted(items: list[Any]) -> tuple[list[Any], list[float]]:
    """The first of a list does most of the work, as in life."""
    return items, list(accumulate(1 / place for place in range(1, len(items) + 1)))
