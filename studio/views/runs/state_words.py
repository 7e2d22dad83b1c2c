"""What a tile's state is called."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from studio.models import Task
from studio.views.runs import failure_words


def title_of(state: str, task: Task, kind: str) -> str:
    vendor = {"vendor": task.offer.vendor.name}
    if state == "failed":
        return str(failure_words.failure_of(task).title)
    if state == "retrying":
        words = {"n": task.attempts_made + 1, "all": settings.MAX_ATTEMPTS}
        return _("Trying again (%(n)s of %(all)s)") % words
    if state in ("running", "preview"):
        return _running(task, kind, vendor)
    words_of = {
        "queued": _("Queued"),
        "submitting": _("Sending to %(vendor)s") % vendor,
        "unknown": _("Asking %(vendor)s") % vendor,
        "review": _("Being checked"),
        "stalled": _("Still waiting for %(vendor)s") % vendor,
        "archiving": _("Saving"),
        "cancelling": _("Cancelling…"),
        "cancelled": _("Cancelled"),
        "missing": _("Not made"),
    }
    return words_of.get(state, "")


def _running(task: Task, kind: str, vendor: dict[str, str]) -> str:
    if task.vendor_state == "queued":
        return _("In line at %(vendor)s") % vendor
    return _("Making video") if kind == "video" else _("Making image")
