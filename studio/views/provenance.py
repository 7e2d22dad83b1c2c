"""Who was asked to make it, in the order they were asked."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from studio.models import Attempt, Task

State = Attempt.State


def story(task: Task) -> list[str]:
    """One sentence per attempt, and whether more than one was paid."""
    attempts = list(task.attempts.select_related("vendor").order_by("number"))
    told = [_sentence(attempt) for attempt in attempts]
    made = [item for item in attempts if item.state in (State.ACCEPTED, State.COMPLETED)]
    if len(attempts) > 1 and len(made) == 1 and task.status == Task.Status.SUCCEEDED:
        told.append(_("Paid once."))
    return told


def _sentence(attempt: Attempt) -> str:
    words = {"vendor": attempt.vendor.name}
    if attempt.state == State.REJECTED:
        return _("Tried %(vendor)s: refused, nothing created.") % words
    if attempt.state in (State.NOT_SENT, State.PREPARED):
        return _("Tried %(vendor)s: not reached, nothing created.") % words
    if attempt.state in (State.ACCEPTED, State.COMPLETED):
        return _("Made by %(vendor)s.") % words
    return _("Sent to %(vendor)s: no answer came.") % words


def made_in(task: Task) -> timedelta | None:
    """From the vendor's yes until it was ours."""
    if task.accepted_at is None or task.finished_at is None:
        return None
    return task.finished_at - task.accepted_at
