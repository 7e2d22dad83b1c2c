"""Whose turn it is: people share a vendor evenly, whoever came first and however many they sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from studio import places
from studio.lifecycle import holding
from studio.models import Attempt, Task

LATELY = timedelta(minutes=10)
Share = tuple[UUID, UUID]  # a person at a vendor
Head = tuple[UUID, int, datetime, int, UUID, UUID]


def next_tasks(now: datetime, slots: places.Slots, room: int) -> list[Task]:
    """Queued tasks, locked: everybody's first, then everybody's second, oldest first.

    What somebody got lately counts as turns taken, since places come free one by one.
    Those that a batch holds back are put off instead.
    """
    served = _served(now, slots)
    heads = sorted(
        (turn + served[author, vendor], at, place, pk)
        for pk, turn, at, place, author, vendor in _heads(now, slots, room)
    )
    ids = [pk for *_, pk in heads[:room]]
    locked = Task.objects.filter(pk__in=ids, status=Task.Status.QUEUED).select_for_update(
        skip_locked=True, of=("self",)
    )
    found = {task.pk: task for task in locked.select_related("offer", "run__batch")}
    held = {pk: task for pk, task in found.items() if holding.is_held(task)}
    holding.put_off(held.values(), now)
    return [found[pk] for pk in ids if pk in found and pk not in held]


def _heads(now: datetime, slots: places.Slots, room: int) -> Iterable[Head]:
    """The first few of everybody's own queue at each vendor."""
    turn = Window(
        RowNumber(),
        partition_by=[F("author"), F("offer__vendor")],
        order_by=["created_at", "position"],
    )
    due = Task.objects.filter(
        status=Task.Status.QUEUED, next_action_at__lte=now, offer__vendor__in=slots.vendors
    )
    heads = due.annotate(turn=turn).filter(turn__lte=room).order_by()
    return heads.values_list("pk", "turn", "created_at", "position", "author", "offer__vendor")


def _served(now: datetime, slots: places.Slots) -> Counter[Share]:
    """How many of each person's tasks are at each vendor, or were sent there lately."""
    keys = [key.pk for vendor in slots.vendors for key in slots.keys[vendor]]
    there = places.at_vendor().filter(key__in=keys)
    lately = Attempt.objects.filter(key__in=keys, started_at__gt=now - LATELY)
    return _count(there) + _count(lately.exclude(task__status__in=places.OCCUPIED))


def at_vendors() -> Counter[Share]:
    """How many of each person's tasks each vendor has now."""
    return _count(places.at_vendor())


def _count(attempts: QuerySet[Attempt]) -> Counter[Share]:
    rows = attempts.values_list("task__author", "vendor").annotate(n=Count("pk")).order_by()
    return Counter({(author, vendor): n for author, vendor, n in rows})
