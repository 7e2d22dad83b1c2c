"""What a person was told: results that are ready or failed, and requests for credits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from studio import credit_requests, keyset
from studio.models import Asset, Notification, Run, User
from studio.views.shell import back, person
from studio.views.words import credits

PAGE = 50
LATELY = timedelta(days=7)
MOST = 99  # that are counted


@dataclass(frozen=True, slots=True)
class Notice:
    """Notices of one kind that belong together: those of a run that came one after the other."""

    rows: Sequence[Notification]

    @property
    def newest(self) -> Notification:
        return self.rows[0]

    @property
    def is_unread(self) -> bool:
        return any(row.read_at is None for row in self.rows)

    @property
    def run(self) -> Run | None:
        return self.newest.task.run if self.newest.task else None

    @property
    def text(self) -> str:
        kind, count = self.newest.kind, len(self.rows)
        if self.newest.task is None:
            return _of_credits(kind, self.newest.detail)
        if kind == "done":
            made = sum(len(row.task.assets.all()) for row in self.rows if row.task)
            return ngettext("%(n)s result ready", "%(n)s results ready", made) % {"n": made}
        words = {"n": count}
        if kind == "failed":
            return ngettext("%(n)s task failed", "%(n)s tasks failed", count) % words
        return ngettext("%(n)s task cancelled", "%(n)s tasks cancelled", count) % words

    @property
    def is_request(self) -> bool:
        return self.newest.kind == credit_requests.ASKED

    @property
    def reason(self) -> str:
        return str(self.newest.detail.get("reason", ""))


def _of_credits(kind: str, detail: dict[str, Any]) -> str:
    words = {"name": detail.get("user", ""), "amount": credits(detail.get("amount", 0))}
    if kind == credit_requests.ASKED:
        return _("%(name)s asks for %(amount)s") % words
    if kind == credit_requests.GRANTED:
        return _("You were given %(amount)s") % words
    return _("Something is new")


def unread(user: User) -> int:
    """Of the last days, and no more than are worth counting."""
    since = timezone.now() - LATELY
    rows = Notification.objects.filter(user=user, created_at__gt=since, read_at=None)
    return len(rows.order_by("-created_at").values_list("pk", flat=True)[:MOST])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    viewer = person(request)
    made = Prefetch("task__assets", Asset.objects.only("pk", "task"))
    rows = Notification.objects.filter(user=viewer).select_related("task__run__prompt")
    try:
        page = keyset.page_of_joined(
            rows.prefetch_related(made), request.GET.get("cursor", ""), PAGE
        )
    except keyset.BadCursor:
        return redirect("notices")
    groups = [Notice(list(rows)) for _key, rows in groupby(page.items, _together)]
    context = {
        "notices": groups,
        "older": page.next,
        "is_first": not request.GET.get("cursor"),
        "any_unread": any(notice.is_unread for notice in groups),
    }
    return render(request, "studio/notices.html", context)


def _together(row: Notification) -> tuple[str, UUID]:
    return row.kind, row.task.run_id if row.task else row.pk


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """All of mine."""
    mine = Notification.objects.filter(user=person(request), read_at=None)
    mine.update(read_at=timezone.now())
    messages.success(request, _("Everything is marked as read."))
    return back(request, reverse("notices"))
