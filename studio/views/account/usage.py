"""My credits: what is left, and every move of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from studio import credit_requests, keyset
from studio.credits.models import Entry
from studio.models import Run, Task
from studio.views.composer.quotes import asked_on
from studio.views.shell import balance_of, is_fragment, person

PAGE = 50
OUR_REASONS = {  # the others are what a person wrote
    "Starting credits": gettext_lazy("Starting credits"),
    "asked for": gettext_lazy("asked for"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the ledger as its owner reads it."""

    entry: Entry
    what: str
    amount: int  # what it did to the credits that can be spent
    after: int | None
    run: Run | None

    @property
    def why(self) -> str:
        return str(OUR_REASONS.get(self.entry.reason, self.entry.reason))


@require_safe
@vary_on_headers("HX-Request")
def usage(request: HttpRequest) -> HttpResponse:
    if is_fragment(request):
        return render(request, "studio/_credits.html", {"balance": balance_of(request)})
    cursor = request.GET.get("cursor", "")
    entries = Entry.objects.filter(account__user=person(request))
    try:
        page = keyset.page_by_id(entries, cursor, PAGE)
    except keyset.BadCursor:
        return redirect("usage")
    asked = credit_requests.open_request(person(request))
    context: dict[str, Any] = {"lines": _lines(page.items), "older": page.next, "cursor": cursor}
    context |= {"asked": asked and asked_on(asked), "usual_request": credit_requests.USUAL}
    return render(request, "studio/usage.html", context)


def _lines(entries: Sequence[Entry]) -> list[Line]:
    """The entries with the runs they were for, in one query."""
    references = [entry.reference for entry in entries if entry.reference]
    tasks = Task.objects.filter(pk__in=references).select_related("run__prompt", "run__model")
    runs: dict[UUID | None, Run] = {task.pk: task.run for task in tasks}
    return [_line(entry, runs.get(entry.reference)) for entry in entries]


def _line(entry: Entry, run: Run | None) -> Line:
    left = None if entry.allowance_after is None else entry.allowance_after + entry.granted_after
    return Line(entry, _what(entry), entry.d_allowance + entry.d_granted, left, run)


def _what(entry: Entry) -> str:
    kinds = Entry.Kind
    words = {
        kinds.GRANT: _("Credits added"),
        kinds.RESERVE: _("Reserved"),
        kinds.RELEASE: _("Returned"),
        kinds.ADJUST: _("Corrected"),
        kinds.REFILL: _("Allowance refilled"),
    }
    if entry.kind == kinds.SETTLE:
        return _("Charged %(credits)s") % {"credits": entry.charged}
    return words[kinds(entry.kind)]
