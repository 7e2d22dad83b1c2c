"""A whole batch once more: the same cells at the price that was shown, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from providers.params import InvalidParams
from studio import pace
from studio.credits.errors import InsufficientCredits
from studio.lifecycle import batches
from studio.lifecycle.batches import Cell, Grid
from studio.lifecycle.create import (
    IdempotencyConflict,
    MayNotCreate,
    Order,
    PriceRose,
    digest,
)
from studio.models import Asset, Batch, Run, Task, TaskReference, User
from studio.spoken import sentence
from studio.views.batches.batch_actions import visible
from studio.views.composer import asking, batching
from studio.views.runs import spending
from studio.views.shell import person


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    author, batch = person(request), visible(request, pk)
    if not author.may_generate:
        raise PermissionDenied
    try:
        pace.check(author)
        made = _make(_grid(batch, author, request), spending.amount(request, "confirmed"))
    except InsufficientCredits as error:
        text = _("This needs %(needed)s credits, you have %(available)s.")
        text %= {"needed": error.needed, "available": error.available}
    except pace.TooFast as error:
        text = _("That was a lot at once. Try again in %(seconds)s seconds.")
        text %= {"seconds": error.retry_after}
    except MayNotCreate:
        text = _("You may not add to this project.")
    except InvalidParams as error:
        text = " ".join(map(sentence, error.problems.values()))
    except (batches.BadCells, batches.TooManyTasks, batches.TooManyRows, IdempotencyConflict):
        text = _("Not all of it can be made as it was. Reuse it and change what is wrong.")
    else:
        if isinstance(made, asking.Asking):
            return spending.ask(request, made, reverse("batch", args=[pk]))
        return redirect("batch", pk=made.pk)
    messages.error(request, text)
    return redirect("batch", pk=pk)


def _make(grid: Grid, confirmed: int | None) -> Batch | asking.Asking:
    try:
        return batching.before_spending(grid, confirmed) or batches.admit(grid)
    except PriceRose as error:
        return asking.price_rose(error.quoted, error.credits)


def _grid(batch: Batch, author: User, request: HttpRequest) -> Grid:
    runs = _runs(batch, author)
    if not runs:
        raise InvalidParams({"prompt": _("There is nothing to make again.")})
    assets = _files(runs, author)
    return Grid(
        author=author,
        kind=batch.kind,
        cells=[Cell(_order(run, author, assets), run.row, run.column) for run in runs],
        prompt=batch.prompt,
        project=batch.project,
        visibility=batch.visibility,
        quoted=spending.amount(request, "quoted"),
        idempotency_key=request.POST.get("key", "")[:200],
        body_digest=digest({"again": str(batch.pk)}),
    )


def _runs(batch: Batch, author: User) -> Sequence[Run]:
    """With the first task of each, and the files it was given."""
    given = TaskReference.objects.order_by("position")
    tasks = Task.objects.select_related("offer__vendor").order_by("position", "created_at")
    rows = Run.objects.for_user(author).filter(batch=batch).select_related("prompt", "model")
    loaded = Prefetch("tasks", tasks.prefetch_related(Prefetch("references", given)))
    return list(rows.prefetch_related(loaded).order_by("row", "column"))


def _files(runs: Sequence[Run], author: User) -> Mapping[UUID, Asset]:
    """Raises InvalidParams where one is gone, or not for this person to use."""
    wanted = {row.asset_id for run in runs for row in run.tasks.all()[0].references.all()}
    seen = Asset.objects.for_user(author).filter(trashed_at=None).in_bulk(wanted)
    if len(seen) < len(wanted):
        text = _("One of its references is gone, or not yours to use.")
        raise InvalidParams({"references": text})
    return seen


def _order(run: Run, author: User, assets: Mapping[UUID, Asset]) -> Order:
    task = run.tasks.all()[0]
    return Order(
        author=author,
        model=run.model,
        prompt=run.prompt.text,
        params=run.params,
        references=[(assets[row.asset_id], row.role) for row in task.references.all()],
        count=run.count,
        vendor=task.offer.vendor.slug if task.pinned else "",
    )
