"""The queue: what is being made, what waits and for how long, and how to stop it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from studio import live
from studio.credits import statements
from studio.lifecycle import holding
from studio.models import Task, User
from studio.views.composer.composing import as_uuid
from studio.views.queue import queue_chip, queue_rows
from studio.views.runs.ledger_note import credits_returned, total
from studio.views.shell import back, is_fragment, person

FEW = 10  # finished ones in the popover
AT_ONCE = 500  # that one press cancels


@require_safe
@vary_on_headers("HX-Request")
def queue(request: HttpRequest) -> HttpResponse:
    viewer = person(request)
    cursor = live.newest()
    context = _context(viewer, _word(request, "scope", "all") or "mine", _state(request))
    template = "studio/_queue_body.html" if is_fragment(request) else "studio/queue.html"
    return render(request, template, context | {"cursor": cursor})


def _context(viewer: User, scope: str, state: str) -> dict[str, Any]:
    active = queue_rows.active(viewer, scope) if state != "recent" else []
    standing = queue_rows.standing(active, viewer, scope)
    mine = _waiting(viewer)
    return {
        "scope": scope,
        "state": state,
        "active": active,
        "more": max(0, standing.running + standing.waiting - len(active)) if active else 0,
        "recent": queue_rows.recent(viewer, scope) if state != "active" else [],
        "standing": standing,
        "waiting": mine.aggregate(n=Count("pk"), credits=Sum("credits")),
    }


def _state(request: HttpRequest) -> str:
    return _word(request, "state", "active", "recent")


def _word(request: HttpRequest, name: str, *allowed: str) -> str:
    word = request.GET.get(name, "")
    return word if word in allowed else ""


@require_safe
def chip(request: HttpRequest) -> HttpResponse:
    """The chip of the top bar as it is now; `was` are the tasks that it named at `since`."""
    viewer = person(request)
    words = request.GET.get("was", "").split(",")[: queue_chip.MOST]
    was = [pk for word in words if (pk := as_uuid(word))]
    queue = queue_chip.of(viewer)
    ended = queue_chip.ended(viewer, was, _since(request), queue)
    context = {"queue": queue, "ended": ended}
    return render(request, "studio/_queue_chip.html", context)


def _since(request: HttpRequest) -> datetime | None:
    try:
        found = parse_datetime(request.GET.get("since", ""))
    except ValueError:
        return None
    return found if found and is_aware(found) else None


@require_safe
def short(request: HttpRequest) -> HttpResponse:
    """What the chip opens: mine that are active, and the last that finished."""
    viewer = person(request)
    context = {
        "active": queue_rows.active(viewer, "mine")[:FEW],
        "recent": queue_rows.recent(viewer, "mine", FEW),
    }
    return render(request, "studio/_queue_short.html", context)


@require_POST
def cancel_waiting(request: HttpRequest) -> HttpResponse:
    """Everything of mine that waits for a place; it says what was stopped and what came back."""
    viewer = person(request)
    keys = list(_waiting(viewer).order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    stopped = holding.cancel_waiting(Task.objects.filter(pk__in=keys))
    ended = Task.objects.filter(pk__in=keys, status=Task.Status.CANCELLED)
    done = list(ended.values_list("pk", flat=True))
    returned = total(statements.summary(done), done).returned
    text = ngettext("%(n)s task cancelled", "%(n)s tasks cancelled", stopped) % {"n": stopped}
    said = (
        f"{text} · {credits_returned(returned)}" if stopped else _("Nothing was waiting any more.")
    )
    if is_fragment(request):
        return JsonResponse({"message": said})
    messages.success(request, said)
    return back(request, reverse("queue"))


def _waiting(viewer: User) -> Any:
    return queue_rows.unfinished(viewer, "mine").filter(status=Task.Status.QUEUED)
