"""What a person may ask of one task: stop it, make it again, save it again, take it out of sight."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from providers.params import InvalidParams
from studio import rescue_list
from studio.credits.errors import InsufficientCredits
from studio.lifecycle import ask
from studio.lifecycle.create import MayNotCreate, PriceRose
from studio.models import Task
from studio.spoken import sentence
from studio.views.composer import asking
from studio.views.runs import spending
from studio.views.runs.run_page import show
from studio.views.shell import back, is_fragment, only_of, person


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    task = own_task(request, pk)
    try:
        ask.cancel(task)
    except ask.NotCancellable:
        return _refused(request, task, _("It has started already and can't be stopped there."))
    return _done(request, task)


@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    task, author = own_task(request, pk), person(request)
    try:
        made = ask.retry(task, author, spending.agreed(request, author))
        return _done(request, made, status=201)
    except PriceRose as error:
        return _asked(request, task, error.credits)
    except ask.NotRetryable:
        return _refused(request, task, _("It was made again already."))
    except MayNotCreate:
        raise PermissionDenied from None
    except InvalidParams as error:
        return _refused(request, task, " ".join(map(sentence, error.problems.values())))
    except InsufficientCredits as error:
        text = _("This needs %(needed)s credits, you have %(available)s.")
        words = {"needed": error.needed, "available": error.available}
        return _refused(request, task, text % words)


def _asked(request: HttpRequest, task: Task, price: int) -> HttpResponse:
    shown = spending.amount(request, "quoted")
    rose = shown is not None and price > shown
    question = asking.price_rose(shown or 0, price) if rose else asking.spend(price)
    return spending.ask(request, question, reverse("run", args=[task.run_id]))


@require_POST
def hurry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It waits to be tried again: now instead of then."""
    task = own_task(request, pk)
    if not ask.hurry(task):
        return _refused(request, task, _("It is not waiting any more."))
    return _done(request, task)


@require_POST
def save_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The result exists at the vendor: fetch it once more, free of charge."""
    task = own_task(request, pk)
    if not rescue_list.save_again(task, person(request)):
        return _refused(request, task, _("There is nothing left to save."))
    return _done(request, task)


@require_POST
def dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Out of the feed, or with `undo` back into it. It stays in its run, and costs what it costs."""
    task = own_task(request, pk)
    undo = bool(request.POST.get("undo"))
    Task.objects.filter(pk=task.pk).update(dismissed_at=None if undo else timezone.now())
    if is_fragment(request):
        text = _("Back again") if undo else _("Taken out of the feed")
        return JsonResponse({"message": text, "run": str(task.run_id)})
    return back(request, reverse("studio"))


def own_task(request: HttpRequest, pk: UUID) -> Task:
    """A stranger's task does not exist; a colleague's may be looked at only."""
    viewer = person(request)
    tasks = Task.objects.for_user(viewer).select_related(
        "run__prompt", "run__model", "run__project", "offer__vendor"
    )
    task = get_object_or_404(tasks, pk=pk)
    if not (viewer.is_admin or task.author_id == viewer.pk):
        raise only_of(task.author)
    return task


def _done(request: HttpRequest, task: Task, status: int = 200) -> HttpResponse:
    if is_fragment(request):
        return show(request, [task.pk], status) or HttpResponse(status=status)
    return back(request, reverse("run", args=[task.run_id]))


def _refused(request: HttpRequest, task: Task, text: str) -> HttpResponse:
    if is_fragment(request):
        return JsonResponse({"message": text}, status=409)
    messages.error(request, text)
    return back(request, reverse("run", args=[task.run_id]))
