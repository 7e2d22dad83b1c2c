"""Picking the best of a row."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio import votes
from studio.models import Run
from studio.views.batches.batch_actions import visible
from studio.views.batches.batch_page import Page
from studio.views.batches.batch_story import story_of
from studio.views.composer.composing import as_uuid
from studio.views.shell import is_fragment, person


@require_POST
def vote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The viewer's vote for a run, or with `drop` no more."""
    viewer, batch = person(request), visible(request, pk)
    runs = Run.objects.for_user(viewer).filter(batch=batch)
    run = get_object_or_404(runs, pk=as_uuid(request.POST.get("run", "")))
    if request.POST.get("drop"):
        votes.withdraw(batch, run, viewer)
    elif run.assets.filter(trashed_at=None).exists():
        votes.cast(batch, run, viewer)
    else:
        raise PermissionDenied(_("Nothing was made here that could be picked."))
    if not is_fragment(request):
        return redirect(f"{reverse('batch', args=[pk])}{_place(request)}#row-{run.row}")
    page = Page(batch, viewer, _after(request))
    context = {"page": page, "batch": batch, "story": story_of(batch, viewer)}
    return render(request, "studio/_batch_summary.html", context)


def _after(request: HttpRequest) -> int:
    word = request.POST.get("after", "")
    return int(word) if word.isdecimal() and len(word) < 5 else -1


def _place(request: HttpRequest) -> str:
    """The rows that were shown."""
    return f"?after={_after(request)}" if _after(request) >= 0 else ""
