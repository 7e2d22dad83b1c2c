"""The feed beside the composer: runs, newest first, twenty at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from studio import keyset, live, preferences
from studio.models import Asset, AssetMark, Run, User
from studio.views.batches import batch_story
from studio.views.runs import feed
from studio.views.shell import is_fragment, person

RUNS = 20
PAGES = 5  # after which History is the better place to look


@dataclass(frozen=True, slots=True)
class Older:
    """Where the feed goes on; `at_end`: in History."""

    query: str
    at_end: bool = False


@require_safe
@vary_on_headers("HX-Request")
def older(request: HttpRequest) -> HttpResponse:
    """The next runs and the way to those after them; a page of its own for who has no script."""
    if not is_fragment(request):
        return redirect(f"{reverse('studio')}?{request.GET.urlencode()}#results")
    return render(request, "studio/_feed.html", shown(request, person(request)))


def shown(request: HttpRequest, viewer: User) -> dict[str, Any]:
    """What the feed's template needs."""
    scope, is_starred = scope_of(request, viewer), request.GET.get("favourites") == "1"
    runs = Run.objects.for_user(viewer)
    rows = runs if scope == "team" else runs.filter(author=viewer)
    rows = rows.filter(_with_favourites(viewer)) if is_starred else rows
    cursor, number = live.newest(), _number(request)
    newest = rows.filter(batch_story.FIRST).order_by("-created_at", "-pk")
    found, next_key = _page(newest, request.GET.get("older", ""))
    groups = feed.groups(
        Run.objects.filter(pk__in=found).order_by("-created_at", "-pk"), viewer, all_tasks=False
    )
    if is_starred:
        groups = [_starred(group) for group in groups]
    return {
        "cursor": cursor,  # read before the rows: what changes between, comes again
        "groups": [group for group in groups if group.run.batch_id or is_shown(group)],
        "stories": batch_story.stories_of(groups, viewer),
        "scope": scope,
        "older": _older(scope, next_key, number, is_starred),
        "is_starred": is_starred,
        "tiles_size": preferences.of(viewer).tiles,
        "is_first": number == 1,
    }


def scope_of(request: HttpRequest, viewer: User) -> str:
    return "team" if request.GET.get("feed") == "team" or not viewer.may_generate else "mine"


def is_shown(group: feed.Group) -> bool:
    """Not where all of it was dismissed or lies in the trash."""
    return any(tile.asset is None or not tile.asset.trashed_at for tile in group.tiles)


def _with_favourites(viewer: User) -> Q:
    """Runs, and batches by the one that stands for them, of which a result was starred."""
    marks = AssetMark.objects.filter(user=viewer, favourite=True)
    starred = Asset.objects.for_user(viewer).filter(pk__in=marks.values("asset"), trashed_at=None)
    made = starred.filter(run__isnull=False)
    batches = made.filter(run__batch__isnull=False).values("run__batch")
    return Q(pk__in=made.values("run"), batch=None) | Q(batch__in=batches)


def _starred(group: feed.Group) -> feed.Group:
    """Its favourites alone; a batch is shown whole."""
    if group.run.batch_id:
        return group
    tiles = [tile for tile in group.tiles if getattr(tile.asset, "is_favourite", False)]
    return replace(group, tiles=tiles)


def _page(rows: Any, cursor: str) -> tuple[list[Any], str]:
    try:
        page = keyset.page(rows.only("pk", "created_at"), cursor, RUNS)
    except keyset.BadCursor:
        page = keyset.page(rows.only("pk", "created_at"), "", RUNS)
    return [run.pk for run in page.items], page.next


def _number(request: HttpRequest) -> int:
    word = request.GET.get("page", "")
    return min(int(word), PAGES) if word.isdigit() and len(word) < 4 and int(word) else 1


def _older(scope: str, next_key: str, number: int, is_starred: bool) -> Older | None:
    if not next_key:
        return None
    query = {"feed": scope, "older": next_key, "page": str(number + 1)}
    return Older(urlencode(query | ({"favourites": "1"} if is_starred else {})), number >= PAGES)
