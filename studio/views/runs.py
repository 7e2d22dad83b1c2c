"""One run, and what a person may ask of its tasks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from providers.params import InvalidParams
from studio import live
from studio.credits.errors import InsufficientCredits
from studio.lifecycle import ask
from studio.lifecycle.create import MayNotCreate
from studio.models import Run, Task
from studio.views import feed
from studio.views.settings_list import settings_of_run
from studio.views.shell import back, is_fragment, person


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
    return _tiles(request, pk)


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = _own_task(request, pk)
    try:
        ask.cancel(task)
    except ask.NotCancellable:
        return _refused(request, task, _("It has started already and can't be stopped there."))
    return _done(request, task)


@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = _own_task(request, pk)
    try:
        return _done(request, ask.retry(task, person(request)), status=201)
    except ask.NotRetryable:
        return _refused(request, task, _("It was made again already."))
    except MayNotCreate:
        raise PermissionDenied from None
    except InvalidParams as error:
        return _refused(request, task, "; ".join(error.problems.values()))
    except InsufficientCredits as error:
        text = _("This needs %(needed)s credits, you have %(available)s.")
        words = {"needed": error.needed, "available": error.available}
        return _refused(request, task, text % words)


def _own_task(request: HttpRequest, pk: UUID) -> Task:
    """A stranger's task does not exist; a colleague's may be looked at only."""
    viewer = person(request)
    tasks = Task.objects.for_user(viewer).select_related(
        "run__prompt", "run__model", "offer__vendor"
    )
    task = get_object_or_404(tasks, pk=pk)
    if not (viewer.is_admin or task.author_id == viewer.pk):
        raise PermissionDenied
    return task


def _tiles(request: HttpRequest, pk: UUID, status: int = 200) -> HttpResponse:
    viewer = person(request)
    tasks = feed.tasks_for(viewer).select_related("run__model", "offer__vendor")
    task = get_object_or_404(tasks.filter(run__in=Run.objects.for_user(viewer)), pk=pk)
    context = {"tiles": feed.tiles_for(task, viewer), "prompt": task.run.prompt}
    return render(request, "studio/_tiles.html", context, status=status)


def _done(request: HttpRequest, task: Task, status: int = 200) -> HttpResponse:
    if is_fragment(request):
        return _tiles(request, task.pk, status)
    return back(request, reverse("run", args=[task.run_id]))


def _refused(request: HttpRequest, task: Task, text: str) -> HttpResponse:
    if is_fragment(request):
        return JsonResponse({"message": text}, status=409)
    messages.error(request, text)
    return back(request, reverse("run", args=[task.run_id]))
