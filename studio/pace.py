"""How fast one person may create."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from studio.models import Run, User

WINDOW = timedelta(minutes=1)
FIRST = Q(batch=None) | Q(row=0, column=0)


class TooFast(Exception):
    """`retry_after`: seconds until there is room again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


def check(user: User) -> None:
    """Raises TooFast where `user` made RUNS_PER_MINUTE runs in the last minute.

    A batch is one press and counts as one.
    """
    now = timezone.now()
    recent = Run.objects.filter(FIRST, author=user, created_at__gt=now - WINDOW)
    # The run that must grow older than a minute before there is room for another.
    limiting = recent.order_by("-created_at").values_list("created_at", flat=True)
    nth = limiting[settings.RUNS_PER_MINUTE - 1 : settings.RUNS_PER_MINUTE]
    for created_at in nth:
        raise TooFast(max(1, int((created_at + WINDOW - now).total_seconds()) + 1))
