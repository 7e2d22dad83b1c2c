"""What is known of this very failure: how often, how long, whom, and which reference."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.models import Attempt, Task
from studio.views.runs.failure_words import failure_of

NAMED = re.compile(r"(?i)(?:@|\breference (?:image )?#?|参考图片?\s*)([1-9][0-9]?)(?![0-9])")
NUMBER = 8  # signs of a task's key that tell it from others


@dataclass(frozen=True, slots=True)
class Silence:
    """Whom we could not reach, and since when."""

    vendor: str
    since: datetime


def explanation(task: Task) -> str:
    """Needs the task's attempts and references loaded."""
    told = FACTS.get(task.failure_code)
    return (told(task) if told else "") or str(failure_of(task).explanation)


def silence(task: Task) -> Silence | None:
    """Of the vendor that was asked last, and only while nothing reached it."""
    asked = list(task.attempts.all())[::-1]
    if task.failure_code != "vendor_down" or not asked:
        return None
    vendor = asked[0].vendor
    in_vain = list(takewhile(lambda item: _is_in_vain(item, vendor.pk), asked))
    return Silence(vendor.name, _began(in_vain[-1])) if in_vain else None


def _is_in_vain(attempt: Attempt, vendor: object) -> bool:
    return attempt.state == Attempt.State.NOT_SENT and attempt.vendor_id == vendor


def _began(attempt: Attempt) -> datetime:
    return attempt.started_at or attempt.created_at


def _busy(task: Task) -> str:
    times = task.attempts_made
    if not times:
        return ""
    text = ngettext(
        "We tried once. It usually clears in minutes.",
        "We tried %(n)s times. It usually clears in minutes.",
        times,
    )
    return text % {"n": times}


def _late(task: Task) -> str:
    asked = list(task.attempts.all())
    since = task.accepted_at or (_began(asked[-1]) if asked else None)
    waited = task.deadline_at - since if since and task.deadline_at else timedelta()
    minutes = round(waited.total_seconds() / 60)
    if minutes < 1:
        return ""
    text = ngettext(
        "No result after %(n)s minute; we stopped waiting.",
        "No result after %(n)s minutes; we stopped waiting.",
        minutes,
    )
    return text % {"n": minutes}


def _refused(task: Task) -> str:
    text = _("Reference @%(n)s was refused, often because of faces, brands or children.")
    return _of_reference(task, text)


def _unreadable(task: Task) -> str:
    return _of_reference(
        task, _("Reference @%(n)s is damaged or in a format the vendor does not know.")
    )


def _of_reference(task: Task, text: str) -> str:
    """Vendors count each kind of file by itself: of two kinds a number says nothing."""
    given = list(task.references.all())
    found = NAMED.search(task.failure_detail)
    place = int(found[1]) if found and len({item.asset.kind for item in given}) == 1 else 0
    return text % {"n": place} if 0 < place <= len(given) else ""


def _by_number(task: Task) -> str:
    text = _("Reference %(number)s. Admins can look it up.")
    return text % {"number": str(task.pk)[:NUMBER]}


FACTS: dict[str, Callable[[Task], str]] = {
    "vendor_busy": _busy,
    "timeout": _late,
    "policy_reference": _refused,
    "bad_reference": _unreadable,
    "unknown": _by_number,
}
