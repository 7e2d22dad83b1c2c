"""What a person was told: results that are ready or failed, and requests for credits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
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
from studio.models import Asset, Batch, Notification, Run, User
from studio.views.shell import back, person
from studio.views.words import credits

PAGE = 50
LATELY = timedelta(days=7)
MOST = 99  # that are counted
AHEAD = ("Sec-Purpose", "Purpose")


@dataclass(frozen=True, slots=True)
class Notice:
    """Notices of one kind that belong together: those of a run, or of a whole batch."""

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
    def batch(self) -> Batch | None:
        return self.run.batch if self.run else None

    @property
    def prompt(self) -> str:
        typed = self.batch.prompt if self.batch else ""
        return typed or (self.run.prompt.text if self.run else "")

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
    rows = Notification.objects.filter(user=viewer).select_related(
        "task__run__prompt", "task__run__batch"
    )
    try:
        page = keyset.page_of_joined(
            rows.prefetch_related(made), request.GET.get("cursor", ""), PAGE
        )
    except keyset.BadCursor:
        return redirect("notices")
    if request.method == "GET" and not _is_ahead(request):
        _mark_read(page.items)
    context = {
        "notices": _grouped(page.items),
        "older": page.next,
        "is_first": not request.GET.get("cursor"),
    }
    return render(request, "studio/notices.html", context)


def _is_ahead(request: HttpRequest) -> bool:
    """The browser fetches it in case somebody will look."""
    return any("prefetch" in request.headers.get(name, "") for name in AHEAD)


def _mark_read(rows: Sequence[Notification]) -> None:
    """In the database alone: this view still shows which are new."""
    fresh = [row.pk for row in rows if row.read_at is None]
    if fresh:
        Notification.objects.filter(pk__in=fresh).update(read_at=timezone.now())


def _grouped(rows: Sequence[Notification]) -> list[Notice]:
    """In the order of the newest of each."""
    groups: defaultdict[tuple[str, UUID], list[Notification]] = defaultdict(list)
    for row in rows:
        groups[_together(row)].append(row)
    return [Notice(found) for found in groups.values()]


def _together(row: Notification) -> tuple[str, UUID]:
    if row.task is None:
        return row.kind, row.pk
    return row.kind, row.task.run.batch_id or row.task.run_id


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """All of mine."""
    mine = Notification.objects.filter(user=person(request), read_at=None)
    mine.update(read_at=timezone.now())
    messages.success(request, _("Everything is marked as read."))
    return back(request, reverse("notices"))
