"""Create: the composer, and beside it what it made."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from studio import live
from studio.models import Run, User
from studio.slots import place
from studio.views import feed, uploading
from studio.views.composing import (
    Composer,
    compose,
    draft_of_fields,
    draft_of_query,
    generate,
    posted_references,
    sent,
    take_files,
)
from studio.views.quotes import quote_form
from studio.views.shell import balance_of, is_fragment, person

RUNS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def studio(request: HttpRequest) -> HttpResponse:
    author = person(request)
    if request.method != "POST":
        draft = draft_of_query(request, author)
        return _page(request, author, compose(author, draft) if author.may_generate else None)
    if not author.may_generate:
        raise PermissionDenied(_("You can look and download. Ask an admin to let you generate."))
    if request.POST.get("switch"):
        return _page(request, author, compose(author, draft_of_fields(request.POST, author)))
    return _generate(request, author)


def _generate(request: HttpRequest, author: User) -> HttpResponse:
    composer = sent(request, author)
    if composer is None:
        return _page(request, author, None, status=422)
    take_files(request, author, composer)
    run = generate(composer, author)
    if run is None:
        return _page(request, author, composer, status=422)
    if is_fragment(request):
        [group] = feed.groups(Run.objects.filter(pk=run.pk), author)
        return render(request, "studio/_run.html", {"group": group}, status=201)
    return redirect(f"{reverse('studio')}?again={run.pk}#results")


def _page(
    request: HttpRequest, author: User, composer: Composer | None, status: int = 200
) -> HttpResponse:
    quotation = quote_form(composer, author, balance_of(request)) if composer else None
    context: dict[str, Any] = {"composer": composer, "quotation": quotation}
    if is_fragment(request) and composer:
        return render(request, "studio/_composer.html", context, status=status)
    scope = "team" if request.GET.get("feed") == "team" or not author.may_generate else "mine"
    runs = Run.objects.for_user(author)
    shown = runs if scope == "team" else runs.filter(author=author)
    context |= {
        "cursor": live.newest(),  # read before the rows: what changes between, comes again
        "groups": feed.groups(shown.order_by("-created_at", "-pk")[:RUNS], author),
        "scope": scope,
    }
    return render(request, "studio/create.html", context, status=status)


@require_POST
def quote(request: HttpRequest) -> HttpResponse:
    """What the form as it stands would cost. Writes nothing."""
    author = person(request)
    composer = sent(request, author)
    if composer is None or not author.may_generate:
        return JsonResponse({"button": _("Generate"), "note": "", "credits": None}, status=409)
    return JsonResponse(quote_form(composer, author, balance_of(request)).as_dict())


@require_POST
def add_reference(request: HttpRequest) -> HttpResponse:
    """One uploaded file as a slot of the form, beside those it already holds."""
    author = person(request)
    composer = sent(request, author)
    file = request.FILES.get("file")
    if composer is None or file is None or not author.may_generate:
        raise PermissionDenied
    try:
        asset = uploading.take(author, file)
    except uploading.Refused as error:
        return JsonResponse({"message": str(error)}, status=422)
    wishes = [*posted_references(request.POST, author), (asset, "")]
    slot = place(wishes, composer.form.roles)[-1]
    number = len(wishes)
    return render(request, "studio/_slot.html", {"slot": slot, "number": number}, status=201)
