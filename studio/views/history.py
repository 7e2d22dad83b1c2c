"""History: everything that was made, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, Trim
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from studio import history as archive
from studio import keyset
from studio.models import Asset, GenerationModel, Project, User, Vendor
from studio.views.shell import person

PAGE = 60
NAMES = archive.NAMES


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    assets: Sequence[Asset]


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    viewer = person(request)
    filters = archive.parse(request.GET.dict(), viewer)
    try:
        page = archive.page(viewer, filters, request.GET.get("cursor", ""), PAGE)
    except keyset.BadCursor:
        return redirect("history")
    chosen = {name: value for name in NAMES if (value := request.GET.get(name, "").strip())}
    context = {
        "days": _days(page.items),
        "older": _link(chosen, page.next),
        "newest": _link(chosen) if request.GET.get("cursor") else "",
        "chosen": chosen,
        "folded": any(name != "q" for name in chosen),
        "ignored": [f"{name}={chosen.get(name, '')}" for name in filters.ignored],
        "choices": _choices(viewer),
    }
    return render(request, "studio/history.html", context)


def _days(assets: Sequence[Asset]) -> list[Day]:
    """In the site's time zone: everybody sees the same days."""
    by_day = groupby(assets, lambda asset: timezone.localtime(asset.created_at).date())
    return [Day(day, list(found)) for day, found in by_day]


def _link(chosen: dict[str, str], cursor: str | None = None) -> str:
    """The same filters, in one order, from another place; empty where there is no place."""
    if cursor == "":
        return ""
    query = QueryDict(mutable=True)
    query.update(chosen | ({"cursor": cursor} if cursor else {}))
    return f"?{query.urlencode()}"


def _choices(viewer: User) -> dict[str, list[Choice]]:
    """What the filters can be set to, in one query; vendors only where they made something."""
    made = Asset.objects.filter(vendor=OuterRef("pk"))
    name = Trim(Concat("first_name", Value(" "), "last_name"))
    rows = _listed(User.objects.filter(is_active=True), "people", "username", name).union(
        _listed(GenerationModel.objects.all(), "models", "slug", F("name")),
        _listed(Vendor.objects.filter(Exists(made)), "vendors", "slug", F("name")),
        _listed(Project.objects.for_user(viewer), "projects", "slug", F("name")),
    )
    found: dict[str, list[Choice]] = {}
    for what, value, label in rows:
        found.setdefault(what, []).append(Choice(value, label or value))
    return {what: sorted(some, key=lambda item: item.label.lower()) for what, some in found.items()}


def _listed(rows: QuerySet[Any], what: str, value: str, label: Any) -> QuerySet[Any, Any]:
    cast = Cast(label, CharField())
    named = rows.order_by().annotate(what=Value(what), value=F(value), label=cast)
    found: QuerySet[Any, Any] = named.values_list("what", "value", "label")
    return found
