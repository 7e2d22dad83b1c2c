"""What must hold of tasks, results and audiences at any moment, asked of the database.

Each promise is one statement, so that a studio at work never looks broken. The ledger
proves its own; these tie it to the tasks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from studio import stored_files
from studio.credits import invariants as of_credits
from studio.credits.models import Entry
from studio.models import Asset, Notification, Preview, Result, Run, Task
from studio.models.project import Project, audience_of
from studio.models.task import LIVE_ATTEMPT

SHOWN = 20
GRACE = timedelta(minutes=2)
S = Task.Status
FINAL = Q(status__in=Task.FINAL)
NOTICES: dict[str, str] = {S.SUCCEEDED: "done", S.FAILED: "failed", S.CANCELLED: "cancelled"}


def broken(*, deep: bool = False) -> list[str]:
    """One sentence per promise that does not hold, with the first ids; empty is what is wanted."""
    found = [_told(sentence, rows()) for sentence, rows in PROMISES.items()]
    files = _told("assets whose file is gone or damaged", stored_files.damaged(deep=deep))
    return [text for text in [*found, files] if text] + of_credits.broken()


def _told(sentence: str, ids: QuerySet[Any, Any] | list[Any]) -> str:
    first = [str(pk) for pk in ids[: SHOWN + 1]]
    more = " and more" if len(first) > SHOWN else ""
    return f"{sentence}: {', '.join(first[:SHOWN])}{more}" if first else ""


def _tasks(*conditions: Any) -> QuerySet[Any, Any]:
    return Task.objects.filter(*conditions).order_by().values_list("pk", flat=True)


def _entry(kind: str) -> Exists:
    return Exists(Entry.objects.filter(kind=kind, reference=OuterRef("pk")))


def _mismatched(kind: str, ends: list[str]) -> QuerySet[Any, Any]:
    """Tasks that have such an entry without that end, or that end without the entry."""
    ended = Q(status__in=ends)
    return _tasks((ended & ~Q(_entry(kind))) | (~ended & Q(_entry(kind))))


def _reserved_otherwise() -> QuerySet[Any, Any]:
    same = Entry.objects.filter(
        kind=Entry.Kind.RESERVE, reference=OuterRef("pk"), d_reserved=OuterRef("credits")
    )
    return _tasks(~Exists(same))


def _reserved_for_nothing() -> QuerySet[Any, Any]:
    task = Task.objects.filter(pk=OuterRef("reference"))
    lost = Entry.objects.filter(~Exists(task), kind=Entry.Kind.RESERVE)
    return lost.values_list("reference", flat=True)


def _doubly_alive() -> QuerySet[Any, Any]:
    live = Count("attempts", filter=Q(attempts__state__in=LIVE_ATTEMPT))
    return Task.objects.annotate(live=live).filter(live__gt=1).values_list("pk", flat=True)


def _forgotten(now: datetime) -> QuerySet[Any, Any]:
    late = Q(next_action_at__lt=now - GRACE)
    return _tasks(~FINAL, late, Q(deadline_at__lt=now - GRACE))


def _abandoned(now: datetime) -> QuerySet[Any, Any]:
    return _tasks(~FINAL, Q(next_action_at__lt=now - GRACE, lease_until__lt=now))


def _without_a_file() -> QuerySet[Any, Any]:
    archived = Result.objects.filter(attempt__task=OuterRef("pk"), state=Result.State.ARCHIVED)
    return _tasks(Q(status=S.SUCCEEDED), ~Exists(archived))


def _archived_without_asset() -> QuerySet[Any, Any]:
    rows = Result.objects.filter(state=Result.State.ARCHIVED, asset=None)
    return rows.order_by().values_list("pk", flat=True)


def _shown_unfinished() -> QuerySet[Any, Any]:
    ended = Preview.objects.filter(task__status__in=Task.FINAL)
    return ended.order_by().values_list("pk", flat=True)


def _told_otherwise() -> QuerySet[Any, Any]:
    """Not told of its end, told of another, or told before it."""
    mine = Notification.objects.filter(task=OuterRef("pk"))
    wrong: Any = ~FINAL & Exists(mine.filter(kind__in=NOTICES.values()))
    for status, kind in NOTICES.items():
        others = mine.filter(kind__in=NOTICES.values()).exclude(kind=kind)
        wrong |= Q(status=status) & (~Exists(mine.filter(kind=kind)) | Exists(others))
    return _tasks(wrong)


def _seen_by_others(kind: type[Run] | type[Asset]) -> list[Any]:
    """Rows whose audience is not what their visibility and project say: few kinds, many rows."""
    names = ("author_id", "visibility", "project_id", "project__visibility", "audience")
    found: list[Any] = []
    for group in kind.objects.order_by().values(*names).distinct():
        if group["audience"] != _audience(group):
            found += kind.objects.filter(**group).values_list("pk", flat=True)[: SHOWN + 1]
    return found


def _audience(group: dict[str, Any]) -> str:
    project = None
    if group["project_id"]:
        project = Project(pk=group["project_id"], visibility=group["project__visibility"])
    return audience_of(group["author_id"], group["visibility"], project)


PROMISES: dict[str, Callable[[], Any]] = {
    "tasks whose status and finish time disagree": lambda: _tasks(
        (FINAL & Q(finished_at=None)) | (~FINAL & Q(finished_at__isnull=False))
    ),
    "tasks without a reserve of their price": _reserved_otherwise,
    "credits reserved for what is no task": _reserved_for_nothing,
    "tasks that are not both succeeded and settled": lambda: _mismatched("settle", [S.SUCCEEDED]),
    "tasks that are not both without result and released": lambda: _mismatched(
        "release", [S.FAILED, S.CANCELLED]
    ),
    "tasks with two live attempts": _doubly_alive,
    "tasks that nobody ended after their deadline": lambda: _forgotten(timezone.now()),
    "tasks whose lease ran out and that nobody took again": lambda: _abandoned(timezone.now()),
    "succeeded tasks without an archived result": _without_a_file,
    "archived results without an asset": _archived_without_asset,
    "ended tasks that still show an unfinished picture": _shown_unfinished,
    "ended tasks whose person was not told, or of something else": _told_otherwise,
    "runs that others see than should": lambda: _seen_by_others(Run),
    "assets that others see than should": lambda: _seen_by_others(Asset),
}
