"""Create: the composer, and beside it what it made."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from studio import people
from studio.models import Draft, Run, User
from studio.views.composer import batching, composed, drafts
from studio.views.composer.composing import (
    Composer,
    compose,
    sent,
    take_files,
)
from studio.views.composer.generating import generate
from studio.views.composer.standing_in import stand_in
from studio.views.runs import feed, feed_page
from studio.views.shell import balance_of, is_fragment, person

TURNS = ("switch", "apply", "to")  # buttons that change the form instead of sending it


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def studio(request: HttpRequest) -> HttpResponse:
    author = person(request)
    if request.method != "POST":
        return _opened(request, author)
    if not author.may_generate:
        raise PermissionDenied(_("You can look and download. Ask an admin to let you generate."))
    if any(request.POST.get(name) for name in TURNS):
        return _page(request, author, compose(author, drafts.turned(request, author)))
    return _generate(request, author)


def _opened(request: HttpRequest, author: User) -> HttpResponse:
    if not author.may_generate:
        return _page(request, author, None)
    draft, kept = drafts.opening(request, author)
    return _page(request, author, compose(author, draft), kept=kept)


def _generate(request: HttpRequest, author: User) -> HttpResponse:
    composer = sent(request, author)
    if composer is None:
        return _page(request, author, None, status=422)
    take_files(request, author, composer)
    if batching.is_batch(request.POST, composer):
        if batch := batching.press(request.POST, composer, author):
            return composed.made(request, batch, author)
    elif run := generate(composer, author):
        return _made(request, run, author)
    if composer.asking and is_fragment(request):
        return JsonResponse(composer.asking.as_dict())
    return _page(request, author, composer, status=422)


def _made(request: HttpRequest, run: Run, author: User) -> HttpResponse:
    if is_fragment(request):
        [group] = feed.groups(Run.objects.filter(pk=run.pk), author)
        return render(request, "studio/_run.html", {"group": group}, status=201)
    return redirect(f"{reverse('studio')}?again={run.pk}#results")


def _page(
    request: HttpRequest,
    author: User,
    composer: Composer | None,
    status: int = 200,
    kept: Draft | None = None,
) -> HttpResponse:
    balance = balance_of(request)
    beyond = drafts.beyond(request, kept)
    quotation = composed.quotation(beyond, composer, author, balance) if composer else None
    instructed = drafts.is_instructed(request)
    context: dict[str, Any] = {
        "composer": composer,
        "quotation": quotation,
        "instead": stand_in(composer, author, balance) if composer else None,
        "admins": people.admins() if composer is None and author.may_generate else [],
        "upload_max": settings.UPLOAD_MAX_BYTES // 1_000_000,
        "instructed": instructed,
        "restored": kept is not None and not instructed,
        "before": kept.data if kept and instructed else None,
        "dropped": beyond.getlist("drop_variation"),
        "columns": beyond.getlist("column"),
        "adjusted": beyond,
    }
    if is_fragment(request) and composer:
        return render(request, "studio/_composer.html", context, status=status)
    context |= feed_page.shown(request, author)
    return render(request, "studio/create.html", context, status=status)


@require_POST
def quote(request: HttpRequest) -> HttpResponse:
    """What the form as it stands would cost. Writes nothing."""
    author = person(request)
    composer = sent(request, author)
    if composer is None or not author.may_generate:
        return JsonResponse({"button": _("Generate"), "note": "", "credits": None}, status=409)
    told = composed.quotation(request.POST, composer, author, balance_of(request))
    return JsonResponse(told.as_dict())
