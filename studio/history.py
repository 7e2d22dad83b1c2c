"""What was made: the filters of History, for the page and for the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import Model, QuerySet, Value
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from studio import keyset, marks
from studio.keyset import Page
from studio.models import Asset, GenerationModel, Project, User, Vendor
from studio.models.asset import AssetQuerySet

RELATED = ("author", "model", "vendor", "prompt", "project")
COUNTED = 10_000
NO_PROJECT: Literal["none"] = "none"


class Unknown(ValueError):
    """A filter with a value that says nothing."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for. `until` is exclusive; `ignored` names filters without a meaning."""

    q: str = ""
    kind: str = ""
    by: User | None = None
    model: GenerationModel | None = None
    vendor: Vendor | None = None
    project: Project | Literal["none"] | None = None
    since: datetime | None = None
    until: datetime | None = None
    origin: str = Asset.Origin.GENERATED
    ignored: tuple[str, ...] = ()


def parse(raw: Mapping[str, str], user: User) -> Filters:
    """The filters in `raw`, such as a query string; one query for all rows that are named."""
    found = _named(raw, user)
    ignored = [name for name in NAMING if _said(raw, name) and name not in found]
    for name, (field, read) in READERS.items():
        if text := _said(raw, name):
            try:
                found[field] = read(text)
            except Unknown:
                ignored.append(name)
    return Filters(**found, ignored=tuple(name for name in NAMES if name in ignored))


def _said(raw: Mapping[str, str], name: str) -> str:
    return raw.get(name, "").replace("\x00", "").strip()


def page(user: User, filters: Filters, cursor: str = "", limit: int = 60) -> Page[Asset]:
    """Newest first, with all that a list shows of each. Raises keyset.BadCursor."""
    rows = matching(user, filters).select_related(*RELATED).defer("search_text")
    rows = rows.annotate(is_favourite=marks.marked(user))
    return keyset.page(rows, cursor, limit)


def matching(user: User, filters: Filters) -> AssetQuerySet:
    """Everything that `user` may see and `filters` let through."""
    wanted: dict[str, Any] = {
        "kind": filters.kind,
        "author": filters.by,
        "model": filters.model,
        "vendor": filters.vendor,
        "created_at__gte": filters.since,
        "created_at__lt": filters.until,
        "origin": "" if filters.origin == "any" else filters.origin,
    }
    rows = Asset.objects.for_user(user).filter(trashed_at=None)
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if isinstance(filters.project, Project):
        rows = rows.filter(project=filters.project)
    elif filters.project:
        rows = rows.filter(project=None)
    return rows.matching(filters.q)


def count_capped(rows: QuerySet[Any], most: int = COUNTED) -> int:
    """How many there are; `most` + 1 stands for more than `most`."""
    return rows.order_by()[: most + 1].count()


def _text(text: str) -> str:
    return text[:500]


def _word(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise Unknown
        return text

    return read


def _named(raw: Mapping[str, str], user: User) -> dict[str, Any]:
    """The rows that `by`, `model`, `vendor` and `project` name, their keys alone; one query."""
    asked = {name: text for name in NAMING if (text := _said(raw, name))}
    found: dict[str, Any] = {}
    if asked.get("by") == "me":
        found["by"] = user
    if asked.get("project") == NO_PROJECT:
        found["project"] = NO_PROJECT
    rows = [_key(name, text, user) for name, text in asked.items() if name not in found]
    if rows:
        for name, pk in rows[0].union(*rows[1:]):
            found[name] = NAMING[name][0](pk=pk)
    return found


def _key(name: str, text: str, user: User) -> QuerySet[Any, Any]:
    kind, field = NAMING[name]
    rows = Project.objects.for_user(user) if kind is Project else kind._default_manager.all()
    named = rows.filter(**{field: text}).order_by().annotate(what=Value(name))
    found: QuerySet[Any, Any] = named.values_list("what", "pk")
    return found


def _since(text: str) -> datetime:
    return _moment(text, timedelta(0))


def _until(text: str) -> datetime:
    """A date means the whole day."""
    return _moment(text, timedelta(days=1))


def _moment(text: str, after_day: timedelta) -> datetime:
    """A date is its midnight; what names no time zone is in the site's."""
    try:
        if day := parse_date(text):
            return _in_site(datetime.combine(day + after_day, time.min)).astimezone(UTC)
        # A bare + in a query string arrives as a space.
        moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
        if moment is None:
            raise Unknown
        return (moment if moment.tzinfo else _in_site(moment)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unknown from None


def _in_site(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone.get_default_timezone())


READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "q": ("q", _text),
    "kind": ("kind", _word(*Asset.Kind.values)),
    "from": ("since", _since),
    "to": ("until", _until),
    "origin": ("origin", _word("generated", "upload", "any")),
}
NAMING: dict[str, tuple[type[Model], str]] = {
    "by": (User, "username"),
    "model": (GenerationModel, "slug"),
    "vendor": (Vendor, "slug"),
    "project": (Project, "slug"),
}
NAMES = ("q", "kind", *NAMING, "from", "to", "origin")  # in the order of an address
