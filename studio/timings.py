"""How long things usually take, from what our own vendors did lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from studio import catalog
from studio.models import Attempt, Offer, Task, Timing

ALL = ""  # the row that counts every success of an offer, whatever its settings
FEWEST, MOST = 3, 50  # successes that a row needs, and at most counts
WINDOW = 3000  # newest successes that one refresh reads
FRESH = timedelta(days=1)
UNMEASURED = 2.0  # times its estimate: what we call long where nothing was measured
MADE = (Attempt.State.ACCEPTED, Attempt.State.COMPLETED)
Key = tuple[UUID, str]  # an offer, with settings


@dataclass(frozen=True, slots=True)
class Typical:
    """Seconds from sending to having it here. `is_measured`: from our own traffic."""

    median: float
    p90: float
    is_measured: bool = True

    @property
    def stalled(self) -> float:
        """Seconds after which silence is worth a word; never before a minute."""
        return max(60.0, 2 * self.p90)


def settings_of(offer: Offer, params: Mapping[str, Any], outputs: int = 1) -> str:
    """What makes one request of an offer take longer than another: `size|duration|outputs`."""
    spec = catalog.spec_of(offer) if catalog.is_known(offer) else None

    def value(name: str) -> Any:
        param = spec.param(name) if spec else None
        return params.get(name) or (param.default if param else None) or ""

    return f"{value('size') or value('resolution')}|{value('duration')}|{outputs}"[:60]


def of_tasks(tasks: Iterable[Task]) -> dict[UUID, Typical | None]:
    """By task. One query. Needs `offer.vendor` loaded."""
    asked = {t.pk: (t.offer, settings_of(t.offer, t.params, t.outputs)) for t in tasks}
    found = typical(asked.values())
    return {pk: found[offer.pk, settings] for pk, (offer, settings) in asked.items()}


def of_offers(offers: Iterable[Offer]) -> dict[UUID, Typical | None]:
    """By offer, whatever its settings. One query. Needs `offer.vendor` loaded."""
    found = typical((offer, ALL) for offer in offers)
    return {pk: what for (pk, _settings), what in found.items()}


def typical(asked: Iterable[tuple[Offer, str]]) -> dict[Key, Typical | None]:
    """The same request of the offer, else the offer, else its model, else the spec's estimate.

    One query. None where nothing is known.
    """
    wanted = [*asked]
    if not wanted:
        return {}
    rows = list(
        Timing.objects.filter(
            offer__model__in={offer.model_id for offer, _ in wanted},
            settings__in={ALL, *(settings for _, settings in wanted)},
        ).values_list("offer", "offer__model", "settings", "samples", "median", "p90")
    )
    own = {(offer, settings): Typical(mid, p90) for offer, _, settings, _, mid, p90 in rows}
    models = _of_models([(model, n, mid, p90) for _, model, s, n, mid, p90 in rows if s == ALL])
    return {
        (offer.pk, settings): own.get((offer.pk, settings))
        or own.get((offer.pk, ALL))
        or models.get(offer.model_id)
        or _estimate(offer)
        for offer, settings in wanted
    }


def _of_models(rows: Sequence[tuple[UUID, int, float, float]]) -> dict[UUID, Typical]:
    """The median over a model's offers, each counted as often as it was measured."""
    found = {}
    for model, group in groupby(sorted(rows), key=lambda row: row[0]):
        weighed = [(mid, p90) for _, n, mid, p90 in group for _ in range(n)]
        found[model] = Typical(median(m for m, _ in weighed), median(p for _, p in weighed))
    return found


def _estimate(offer: Offer) -> Typical | None:
    if not catalog.is_known(offer):
        return None
    seconds = catalog.spec_of(offer).typical
    return Typical(seconds, seconds * UNMEASURED, is_measured=False)


def refresh() -> int:
    """Count anew the offers that succeeded since they were last counted; how many rows that is.

    A handful of queries and one write, however many offers there are.
    """
    now = timezone.now()
    last = Timing.objects.aggregate(last=Max("updated_at"))["last"] or now - FRESH
    if not _succeeded(now).filter(finished_at__gt=last - timedelta(minutes=1)).exists():
        return 0
    counted = dict(Timing.objects.filter(settings=ALL).values_list("offer", "updated_at"))
    rows = _count(counted)
    Timing.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["offer", "settings"],
        update_fields=["samples", "median", "p90", "updated_at"],
    )
    return len(rows)


def _succeeded(now: datetime) -> QuerySet[Task]:
    return Task.objects.filter(status=Task.Status.SUCCEEDED, created_at__gt=now - FRESH)


def _count(counted: Mapping[UUID, datetime]) -> list[Timing]:
    """Rows of the offers whose newest success is not counted yet."""
    spans: dict[Key, list[float]] = defaultdict(list)
    ended: dict[UUID, datetime] = {}
    newest = _newest()
    offers = Offer.objects.select_related("vendor").in_bulk({row[0] for row in newest})
    for pk, params, outputs, end, sent in newest:
        ended[pk] = max(ended.get(pk, end), end)
        for settings in (ALL, settings_of(offers[pk], params, outputs)):
            spans[pk, settings].append((end - sent).total_seconds())
    due = {pk for pk, at in ended.items() if pk not in counted or at > counted[pk]}
    return [
        _row(pk, settings, found[:MOST])
        for (pk, settings), found in spans.items()
        if pk in due and len(found) >= FEWEST
    ]


def _newest() -> Sequence[tuple[Any, ...]]:
    """Successes, newest first, with the moment when the attempt that made them was sent."""
    sent = Attempt.objects.filter(task=OuterRef("pk"), state__in=MADE).values("started_at")[:1]
    done = Task.objects.filter(status=Task.Status.SUCCEEDED).annotate(sent=Subquery(sent))
    rows = done.filter(sent__isnull=False).order_by("-created_at")
    return list(rows.values_list("offer", "params", "outputs", "finished_at", "sent")[:WINDOW])


def _row(offer: UUID, settings: str, spans: Sequence[float]) -> Timing:
    p90 = quantiles(spans, n=10, method="inclusive")[8]
    return Timing(
        offer_id=offer, settings=settings, samples=len(spans), median=median(spans), p90=p90
    )
