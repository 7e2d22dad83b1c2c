"""What a person may ask of a whole run: make it again, stop it, put it into the trash."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from providers.params import InvalidParams
from studio import pace, trash
from studio.credits import statements
from studio.credits.errors import InsufficientCredits
from studio.lifecycle import ask
from studio.lifecycle.create import (
    IdempotencyConflict,
    MayNotCreate,
    Order,
    PriceRose,
    create_run,
    digest,
)
from studio.models import Asset, Run, Task, User
from studio.spoken import sentence
from studio.views.composer import asking
from studio.views.runs import feed, spending
from studio.views.runs.ledger_note import credits_returned, total
from studio.views.shell import back, is_fragment, only_of, person


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same settings once more, at the price that was shown; a higher one is asked about."""
    author = person(request)
    run = _visible(request, pk)
    if not author.may_generate:
        raise PermissionDenied
    try:
        pace.check(author)
        made = _make(_order(run, author, request), spending.amount(request, "confirmed"))
    except (pace.TooFast, InvalidParams, InsufficientCredits, IdempotencyConflict) as error:
        return _refused(request, run, _why(error))
    except MayNotCreate:
        return _refused(request, run, _("You may not add to this project."))
    if isinstance(made, asking.Asking):
        return spending.ask(request, made, reverse("run", args=[run.pk]))
    if not is_fragment(request):
        return redirect("run", pk=made.pk)
    [group] = feed.groups(Run.objects.filter(pk=made.pk), author)
    return render(request, "studio/_run.html", {"group": group}, status=201)


def _make(order: Order, confirmed: int | None) -> Run | asking.Asking:
    try:
        return asking.before_spending(order, confirmed) or create_run(order)
    except PriceRose as error:
        return asking.price_rose(error.quoted, error.credits)


def _order(run: Run, author: User, request: HttpRequest) -> Order:
    task = run.tasks.select_related("offer__vendor").order_by("position", "created_at")[0]
    order = Order(
        author=author,
        model=run.model,
        prompt=run.prompt.text,
        params=run.params,
        references=_references(task, author),
        count=run.count,
        vendor=task.offer.vendor.slug if task.pinned else "",
        project=run.project,
        visibility=run.visibility,
        quoted=spending.amount(request, "quoted"),
        idempotency_key=request.POST.get("key", "")[:200],
    )
    return replace(order, body_digest=digest({"again": str(run.pk)}))


def _references(task: Task, author: User) -> list[tuple[Asset, str]]:
    """Raises InvalidParams where one is gone, or not for this person to use."""
    rows = task.references.order_by("position").values_list("asset", "role")
    wanted = list(rows)
    seen = Asset.objects.for_user(author).filter(trashed_at=None)
    found = seen.in_bulk([pk for pk, _role in wanted])
    if len(found) < len({pk for pk, _role in wanted}):
        raise InvalidParams(
            {"references": _("One of its references is gone, or not yours to use.")}
        )
    return [(found[pk], role) for pk, role in wanted]


def _why(error: Exception) -> str:
    if isinstance(error, pace.TooFast):
        text = _("That was a lot at once. Try again in %(seconds)s seconds.")
        return text % {"seconds": error.retry_after}
    if isinstance(error, InsufficientCredits):
        text = _("This needs %(needed)s credits, you have %(available)s.")
        return text % {"needed": error.needed, "available": error.available}
    if isinstance(error, InvalidParams):
        return " ".join(map(sentence, error.problems.values()))
    return _("This was sent before. Reload the page.")


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All of it that can still be stopped."""
    run = _own(request, pk)
    tasks = list(run.tasks.exclude(status__in=Task.FINAL).select_related("offer__vendor"))
    stopped = [task for task in tasks if _stop(task)]
    left = len(tasks) - len(stopped)
    words = {"n": len(stopped), "left": left}
    text = ngettext("%(n)s task stopped", "%(n)s tasks stopped", len(stopped)) % words
    back_again = total(statements.summary(task.pk for task in stopped), [t.pk for t in stopped])
    parts = [text, credits_returned(back_again.returned) if back_again.returned else ""]
    if left:
        parts.append(
            ngettext("%(left)s has started already", "%(left)s have started already", left) % words
        )
    return _said(request, run, " · ".join(filter(None, parts)))


def _stop(task: Task) -> bool:
    try:
        ask.cancel(task)
    except (ask.NotCancellable, InvalidParams):
        return False
    return True


@require_POST
def move_to_trash(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every result of the run; with `undo` those that went together, back again."""
    run = _own(request, pk)
    if moment := parse_datetime(request.POST.get("undo", "")):
        trash.restore_run(run, person(request), moment)
        return _said(request, run, _("Put back."))
    at = trash.discard_run(run, person(request))
    return _said(request, run, _("Moved to trash"), undo=at.isoformat())


def _visible(request: HttpRequest, pk: UUID) -> Run:
    runs = Run.objects.for_user(person(request)).select_related("prompt", "model", "project")
    return get_object_or_404(runs, pk=pk)


def _own(request: HttpRequest, pk: UUID) -> Run:
    viewer, run = person(request), _visible(request, pk)
    if not (viewer.is_admin or run.author_id == viewer.pk):
        raise only_of(run.author)
    return run


def _said(request: HttpRequest, run: Run, text: str, **more: str) -> HttpResponse:
    if is_fragment(request):
        return JsonResponse({"message": text, **more})
    messages.success(request, text)
    return back(request, reverse("run", args=[run.pk]))


def _refused(request: HttpRequest, run: Run, text: str) -> HttpResponse:
    if is_fragment(request):
        return JsonResponse({"message": text}, status=409)
    messages.error(request, text)
    return back(request, reverse("run", args=[run.pk]))
