"""The page of a batch, and what its author may do with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from studio import live
from studio.lifecycle import holding
from studio.models import Batch
from studio.views.batches.batch_page import Page
from studio.views.batches.batch_story import story_of
from studio.views.shell import back, is_fragment, only_of, person

PARTS = {
    "summary": "studio/_batch_summary.html",
    "group": "studio/_batch_group.html",
    "note": "studio/_batch_note.html",
}
OF_FEED = (PARTS["group"], PARTS["note"])  # they show nothing of the page
ACTIONS = ("pause", "resume", "stop", "blind", "reveal")


@require_safe
@vary_on_headers("HX-Request")
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, cursor = person(request), live.newest()
    found = visible(request, pk)
    part = PARTS.get(request.GET.get("part", "")) if is_fragment(request) else None
    if part in OF_FEED:
        return render(request, part, {"story": story_of(found, viewer)})
    page = Page(found, viewer, _number(request.GET.get("after", ""), -1))
    context = {"page": page, "batch": found, "cursor": cursor}
    if part:
        return render(request, part, context)
    context["shown"] = min(_number(request.GET.get("m", ""), 0), len(page.heads) - 1)
    return render(request, "studio/batch.html", context)


@require_POST
def steer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pause, resume, stop, hide the names, show them again."""
    viewer, found = person(request), visible(request, pk)
    action = request.POST.get("action", "")
    if not (viewer.is_admin or found.author_id == viewer.pk):
        raise only_of(found.author)
    if action not in ACTIONS:
        return HttpResponseBadRequest()
    if action in ("blind", "reveal"):
        _hide(found, action == "blind")
    elif action == "stop":
        _said_stopped(request, holding.stop(found))
    elif not (holding.pause if action == "pause" else holding.resume)(found):
        messages.info(request, _("It was changed meanwhile."))
    return back(request, reverse("batch", args=[pk]))


def visible(request: HttpRequest, pk: UUID) -> Batch:
    rows = Batch.objects.for_user(person(request)).select_related("author", "project")
    return get_object_or_404(rows, pk=pk)


def _hide(batch: Batch, is_blind: bool) -> None:
    if Batch.objects.filter(pk=batch.pk, is_blind=not is_blind).update(is_blind=is_blind):
        live.announce("batch", [batch.pk], batch.audience)


def _said_stopped(request: HttpRequest, stopped: int) -> None:
    text = ngettext(
        "Stopped. %(n)s task was cancelled and its credits returned.",
        "Stopped. %(n)s tasks were cancelled and their credits returned.",
        stopped,
    )
    messages.success(request, text % {"n": stopped})


def _number(word: str, otherwise: int) -> int:
    return int(word) if word.isdecimal() and len(word) < 5 else otherwise
