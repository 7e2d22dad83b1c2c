"""Who is next at each vendor, as far as the rows can tell."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from studio.lifecycle import turns
from studio.models import Task

FARTHEST = 20  # of one person's own tasks; nobody counts the days


def places(now: datetime) -> dict[UUID, int]:
    """1 for the task that its vendor gets next. Reads without locking; a guess, not a promise.

    Everybody's first come before anybody's second, as `turns` hands them out.
    """
    waiting = Task.objects.filter(status=Task.Status.QUEUED, next_action_at__lte=now)
    turn = Window(
        RowNumber(),
        partition_by=[F("author"), F("offer__vendor")],
        order_by=["created_at", "position"],
    )
    rows = waiting.annotate(turn=turn).filter(turn__lte=FARTHEST).order_by()
    heads = rows.values_list("turn", "created_at", "position", "pk", "author", "offer__vendor")
    served = turns.at_vendors()
    ranked = sorted(
        (turn + served[author, vendor], at, place, pk, vendor)
        for turn, at, place, pk, author, vendor in heads
    )
    found, counted = {}, Counter[UUID]()
    for _turn, _at, _place, pk, vendor in ranked:
        counted[vendor] += 1
        found[pk] = counted[vendor]
    return found
