"""How many results a batch asked for, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from studio.models import Asset, Task

S = Task.Status
MISSED = Q(status__in=(S.SUCCEEDED, S.FAILED))  # what these lack does not come any more

COUNTS = {
    "made": Sum("kept", default=0),
    "failed": Sum(F("places") - F("kept"), filter=MISSED, default=0),
    "cancelled": Sum(F("places") - F("kept"), filter=Q(status=S.CANCELLED), default=0),
    "total": Sum("places", default=0),
}


def newest(batches: Collection[UUID]) -> QuerySet[Task]:
    """The tasks that speak for their places, each with `places` and how many are `kept`.

    What one lacks and a newer task makes is that one's to count.
    """
    files = Asset.objects.filter(task=OuterRef("pk")).order_by().values("task")
    kept = Coalesce(Subquery(files.annotate(n=Count("pk")).values("n")), 0)
    is_continued = Q(status=S.SUCCEEDED, retried_as__isnull=False)
    most = Greatest("outputs", "kept", output_field=IntegerField())
    places = Case(When(is_continued, then="kept"), default=most, output_field=IntegerField())
    found = Task.objects.newest().filter(run__batch__in=batches).order_by()
    return found.annotate(kept=kept).annotate(places=places)
