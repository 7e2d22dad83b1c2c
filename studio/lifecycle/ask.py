"""What a member may ask of a task that exists: stop it, try it now, or make it again."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from providers.catalog import Given
from providers.params import InvalidParams
from providers.said import said
from studio import catalog, live, queue, routing
from studio.credits import ledger
from studio.lifecycle import finish
from studio.lifecycle.create import MayNotCreate, check_price
from studio.models import Result, Task, TaskReference, User
from studio.routing import Wanted


class NotCancellable(Exception):
    """The vendor has started and cannot stop it, or it is over."""


class NotRetryable(Exception):
    """It lacks nothing, is not over, or was made again already."""


@transaction.atomic
def cancel(task: Task) -> None:
    """At once while it waits; after that only where the vendor can. Raises NotCancellable."""
    task = Task.objects.select_for_update(of=("self",)).select_related("run").get(pk=task.pk)
    if task.status == Task.Status.QUEUED and finish.cancel(task):
        return
    if not is_cancellable(task):
        raise NotCancellable
    Task.objects.filter(pk=task.pk).update(
        cancel_requested_at=timezone.now(), next_action_at=timezone.now()
    )
    queue.ring_sweep()


def is_cancellable(task: Task) -> bool:
    """Needs `task.offer.vendor` loaded where the task is running."""
    if task.status == Task.Status.QUEUED:
        return True
    return task.status == Task.Status.RUNNING and catalog.adapter(task.offer.vendor).can_cancel


@transaction.atomic
def hurry(task: Task) -> bool:
    """What waits to be tried again is due at once; False where it does not wait."""
    waiting = Task.objects.filter(pk=task.pk, status=Task.Status.QUEUED, attempts_made__gt=0)
    if not waiting.update(next_action_at=timezone.now()):
        return False
    live.announce("task", [task.pk], task.run.audience)
    queue.ring_sweep()
    return True


def retry(task: Task, author: User, quoted: int | None = None) -> Task:
    """A new task in the same run and place, with the same settings; the old one stays.

    Of one that succeeded in part it makes what is missing. Raises NotRetryable,
    MayNotCreate, InvalidParams, InsufficientCredits, PriceRose.
    """
    places = missing(task)
    if not places:
        raise NotRetryable
    if not author.may_generate:
        raise MayNotCreate("viewers look and download")
    if task.run.project and not task.run.project.may_create(author):
        raise MayNotCreate("you may not add to this project")
    item = _candidate(task, len(places))
    with transaction.atomic():
        locked = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
        if Task.objects.filter(retry_of=locked).exists():
            raise NotRetryable
        check_price(author, quoted, item.price(len(places)))
        return _create_again(task, author, item, places)


def missing(task: Task) -> range:
    """The places, counted from the task's own, that a retry fills: the first gap, or all."""
    if task.status in (Task.Status.FAILED, Task.Status.CANCELLED):
        return range(task.outputs)
    if task.status != Task.Status.SUCCEEDED:
        return range(0)
    results = Result.objects.filter(attempt__task=task).exclude(state=Result.State.LOST)
    return first_gap(set(results.values_list("index", flat=True)), task.outputs)


def first_gap(made: Collection[int], outputs: int) -> range:
    first = next((place for place in range(outputs) if place not in made), outputs)
    end = next((place for place in range(first, outputs) if place in made), outputs)
    return range(first, end)


def _candidate(task: Task, outputs: int) -> routing.Candidate:
    """The best offer that makes as many at once: the new task stands in one place."""
    run, given = task.run, _given(task)
    if not run.model.enabled:
        raise InvalidParams({"model": said("is switched off")})
    vendor = task.offer.vendor.slug if task.pinned else ""
    found = routing.candidates(Wanted(run.model, run.prompt.text, run.params, given, vendor))
    for item in found:
        if item.spec.outputs >= outputs:
            return item
    raise InvalidParams({"count": said("no vendor makes %(n)s at once any more", n=outputs)})


def _given(task: Task) -> list[Given]:
    return [
        routing.given(item.role, item.asset) for item in task.references.select_related("asset")
    ]


def _create_again(old: Task, author: User, item: routing.Candidate, places: range) -> Task:
    price = item.price(len(places))
    task = Task.objects.create(
        run=old.run,
        author=author,
        position=old.position + places.start,
        outputs=len(places),
        offer=item.offer,
        pinned=old.pinned,
        params=item.params,
        price=item.offer.price,
        credits=price,
        retry_of=old,
        next_action_at=timezone.now(),
    )
    TaskReference.objects.bulk_create(
        TaskReference(task=task, asset_id=ref.asset_id, role=ref.role, position=ref.position)
        for ref in old.references.all()
    )
    ledger.reserve(ledger.open_account(author), price, task.pk)
    # The old one too: that is whom a colleague's page knows.
    live.announce("task", [task.pk, old.pk], old.run.audience)
    live.announce("balance", [author.pk], f"only:{author.pk}")
    queue.ring_sweep()
    return task
