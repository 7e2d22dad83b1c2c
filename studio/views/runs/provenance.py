"""Who was asked to make it, in the order they were asked, and how long each part took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio import catalog, timings
from studio.models import Attempt, Task, User

A = Attempt.State
S = Task.Status
NEEDED = ("task", "number", "state", "error_kind", "vendor__name", "started_at", "created_at")
BUSY = ("busy", "rate_limited")


@dataclass(frozen=True, slots=True)
class Times:
    """From the press of Generate until a vendor began, from then until it was here, and both."""

    waited: timedelta | None = None
    made: timedelta | None = None
    total: timedelta | None = None


def attempts(*more: str) -> QuerySet[Attempt]:
    """With what a story needs and `more`, in order: for prefetching with many tasks."""
    return Attempt.objects.select_related("vendor").only(*NEEDED, *more).order_by("number")


def story(task: Task) -> list[str]:
    """A sentence for each vendor that was asked, and whether more than one was paid.

    Where there are many tasks, prefetch `attempts()` with them. Not a word of the vendor's is
    in it, nor anything of a key or an account.
    """
    asked = list(task.attempts.all())
    alike = groupby(asked, key=lambda item: (item.vendor_id, ending(item, task)))
    told = [_sentence(end, list(same)) for (_vendor, end), same in alike]
    made = [item for item in asked if item.state in timings.MADE]
    if len(asked) > 1 and len(made) == 1 and task.status == S.SUCCEEDED and task.credits:
        told.append(_("Paid once."))
    return told


def ending(attempt: Attempt, task: Task) -> str:
    """What became of one attempt, as far as its task goes."""
    if attempt.state == A.REJECTED:
        return "busy" if attempt.error_kind in BUSY else "refused"
    if attempt.state == A.NOT_SENT or (attempt.state == A.PREPARED and task.is_final):
        return "not_sent"
    if attempt.state not in timings.MADE:
        return "waiting" if attempt.state == A.PREPARED else "silent" if task.is_final else "sent"
    if task.status == S.FAILED:
        return "unsaved" if task.failure_code == "save_failed" else "broken"
    ends = {S.SUCCEEDED: "made", S.ARCHIVING: "made", S.CANCELLED: "stopped"}
    return ends.get(S(task.status), "making")


def _sentence(end: str, same: list[Attempt]) -> str:
    """Of one attempt, or of several in a row that ended alike at one vendor."""
    words = {"vendor": same[0].vendor.name, "n": len(same)}
    return SENTENCES[end](len(same)) % words


SENTENCES = {
    "waiting": lambda n: _("About to be sent to %(vendor)s."),
    "sent": lambda n: _("Sent to %(vendor)s: waiting for its answer."),
    "silent": lambda n: _("Sent to %(vendor)s: no answer came."),
    "making": lambda n: _("%(vendor)s is making it."),
    "made": lambda n: _("Made by %(vendor)s."),
    "stopped": lambda n: _("Stopped at %(vendor)s."),
    "unsaved": lambda n: _("Made by %(vendor)s, but not saved."),
    "broken": lambda n: _("Accepted by %(vendor)s, but nothing came of it."),
    "busy": lambda n: ngettext(
        "Tried %(vendor)s: busy, nothing created.",
        "Tried %(vendor)s %(n)s times: busy, nothing created.",
        n,
    ),
    "refused": lambda n: ngettext(
        "Tried %(vendor)s: refused, nothing created.",
        "Tried %(vendor)s %(n)s times: refused, nothing created.",
        n,
    ),
    "not_sent": lambda n: ngettext(
        "Tried %(vendor)s: not reached, nothing created.",
        "Tried %(vendor)s %(n)s times: not reached, nothing created.",
        n,
    ),
}


def times(task: Task) -> Times:
    """Where a vendor answers with the result, it began when it was sent, and not at its yes."""
    made = next((item for item in task.attempts.all() if item.state in timings.MADE), None)
    began = made.started_at or task.accepted_at if made else None
    ended = task.finished_at
    return Times(
        waited=max(began - task.created_at, timedelta()) if began else None,
        made=ended - began if began and ended and task.status == S.SUCCEEDED else None,
        total=ended - task.created_at if ended else None,
    )


@dataclass(frozen=True, slots=True)
class Account:
    """The task's story for one viewer. `attempts` and what they cost us: for admins alone."""

    story: list[str]
    times: Times
    attempts: list[tuple[Attempt, str]]
    request_id: str = ""
    upstream: str = ""


def account(task: Task, viewer: User) -> Account:
    """One query."""
    rows = attempts("vendor_task_id")
    if viewer.is_admin:
        rows = Attempt.objects.select_related("vendor", "offer", "key").order_by("number")
    prefetch_related_objects([task], Prefetch("attempts", rows))
    seen = [(item, vendor_cost(item)) for item in task.attempts.all()] if viewer.is_admin else []
    ids = [item.vendor_task_id for item in task.attempts.all() if item.vendor_task_id]
    upstream = catalog.spec_of(task.offer).upstream if catalog.is_known(task.offer) else ""
    return Account(story(task), times(task), seen, ids[-1] if ids else "", upstream)


def vendor_cost(attempt: Attempt) -> str:
    """What the vendor said it takes, else what the admin noted, of what may have been made."""
    offer = attempt.offer
    made = attempt.state in timings.MADE
    if attempt.vendor_cost or offer.vendor_cost is None or not made:
        return attempt.vendor_cost
    words = {"cost": offer.vendor_cost.normalize(), "currency": offer.vendor_currency}
    if offer.price.get("unit") == "second":
        return _("%(cost)s %(currency)s per second") % words
    return _("%(cost)s %(currency)s per result") % words
