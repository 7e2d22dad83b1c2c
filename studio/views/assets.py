"""One asset: the file, how it was made, who paid what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio import marks, trash
from studio.credits import statements
from studio.models import Asset, TaskReference, User
from studio.views.errors import Gone
from studio.views.runs import provenance
from studio.views.settings_list import settings_of_asset
from studio.views.shell import back, is_fragment, only_of, person

LINKS = (
    "author",
    "project",
    "prompt",
    "model",
    "vendor",
    "run__model",
    "task__offer__vendor",
    "cut_from",
)


@require_safe
def asset(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = person(request)
    found = _visible(viewer, pk)
    context = {
        "asset": found,
        "is_mine": _is_mine(viewer, found),
        "is_favourite": pk in marks.favourites(viewer, [pk]),
        "asset_key": str(pk),
    }
    if found.task and found.run:
        context |= {
            "account": provenance.account(found.task, viewer),
            "charge": statements.summary([found.task.pk]).get(found.task.pk),
            "settings": settings_of_asset(found),
            "references": _references(found, viewer),
            "siblings": _siblings(found, viewer),
            "has_seed": "seed" in {**found.run.params, **found.task.params},
        }
    return render(request, "studio/asset.html", context)


@require_POST
def move_to_trash(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Into the trash, or with `undo` out of it again."""
    viewer = person(request)
    found = _visible(viewer, pk)
    move = trash.restore if request.POST.get("undo") else trash.discard
    try:
        move(found, viewer)
    except trash.NotYours:
        raise only_of(found.author) from None
    if is_fragment(request):
        text = _("Moved to trash") if found.trashed_at else _("Put back.")
        return JsonResponse({"message": text})
    if not found.trashed_at:
        messages.success(request, _("Put back."))
    return back(request, reverse("asset", args=[pk]))


def _is_mine(viewer: User, asset: Asset) -> bool:
    return viewer.is_admin or asset.author_id == viewer.pk


def _visible(viewer: User, pk: UUID) -> Asset:
    """What lies in the trash is gone for all but those who may put it back."""
    found = get_object_or_404(Asset.objects.for_user(viewer).select_related(*LINKS), pk=pk)
    if found.trashed_at and not _is_mine(viewer, found):
        raise Gone(found)
    return found


def _references(found: Asset, viewer: User) -> list[tuple[TaskReference, bool]]:
    """The files it was made from, and whether the viewer may open each."""
    rows = TaskReference.objects.filter(task=found.task_id).select_related("asset")
    used = list(rows.order_by("position"))
    keys = [row.asset_id for row in used]
    seen = set(Asset.objects.for_user(viewer).filter(pk__in=keys).values_list("pk", flat=True))
    return [(row, row.asset_id in seen) for row in used]


def _siblings(found: Asset, viewer: User) -> list[Asset]:
    """All results of its run, itself included."""
    same = Asset.objects.for_user(viewer).filter(run=found.run_id, trashed_at=None)
    return list(same.select_related("prompt").order_by("position", "created_at")[:60])
