"""One run, and tiles as they are now."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from studio import live
from studio.models import Run, Task
from studio.views.composer.composing import as_uuid
from studio.views.runs import feed
from studio.views.settings_list import settings_of_run
from studio.views.shell import is_fragment, person

MOST = 100  # tasks that one question may name


@require_safe
@vary_on_headers("HX-Request")
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = person(request)
    cursor = live.newest()
    found = feed.groups(Run.objects.for_user(viewer).filter(pk=pk), viewer)
    if not found:
        raise Http404
    group = found[0]
    if is_fragment(request):
        return render(request, "studio/_run.html", {"group": group})
    context = {"group": group, "cursor": cursor, "settings": settings_of_run(group.run)}
    return render(request, "studio/run.html", context)


@require_safe
def tile(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The tiles of one task, as they are now."""
    answer = show(request, [pk])
    if answer is None:
        raise Http404
    return answer


@require_safe
def tiles(request: HttpRequest) -> HttpResponse:
    """The same of several tasks at once; those one may not see are left out."""
    words = request.GET.get("ids", "").split(",")[:MOST]
    keys = [pk for word in words if (pk := as_uuid(word))]
    return show(request, keys) or HttpResponse()


def show(request: HttpRequest, keys: Collection[UUID], status: int = 200) -> HttpResponse | None:
    """These tasks' tiles, or those of their retries, and what became of their runs.

    None where there are none to see.
    """
    viewer = person(request)
    named = Task.objects.filter(pk__in=keys).values("run")
    groups = feed.groups(Run.objects.for_user(viewer).filter(pk__in=named), viewer)
    wanted = set(keys)
    shown = [
        tile
        for group in groups
        for tile in group.tiles
        if tile.task.pk in wanted or tile.task.retry_of_id in wanted
    ]
    if not shown:
        return None
    context = {"groups": groups, "tiles": shown}
    return render(request, "studio/_tiles.html", context, status=status)
