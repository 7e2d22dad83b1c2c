"""References on their way into the form: files, results, and what lies on the shelf."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from studio.models import User
from studio.slots import place
from studio.views.composer import uploading
from studio.views.composer.composing import Composer, Wish, posted_references, sent, wishes_of
from studio.views.composer.shelf import shelf
from studio.views.shell import person


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def references(request: HttpRequest) -> HttpResponse:
    """The shelf to pick from; or, posted, one file or some assets as slots of the form."""
    author = person(request)
    if request.method != "POST":
        return shelf(request)
    composer = sent(request, author)
    if composer is None or not author.may_generate:
        raise PermissionDenied
    try:
        if file := request.FILES.get("file"):
            taken = uploading.take(author, file)
            more = [(taken.asset, request.POST.get("wish", ""))]
            about = {"note": taken.note, "made_here": taken.is_ours}
            return _slots(request, author, composer, more, about)
        return _slots(request, author, composer, _asked(request, author), {})
    except uploading.Refused as error:
        return JsonResponse({"message": str(error)}, status=422)


def _asked(request: HttpRequest, author: User) -> list[Wish]:
    """Raises Refused."""
    found = wishes_of(request.POST.getlist("asset"), author)
    if not found:
        raise uploading.Refused(_("That file is not there any more."))
    return found


def _slots(
    request: HttpRequest,
    author: User,
    composer: Composer,
    more: list[Wish],
    about: Mapping[str, object],
) -> HttpResponse:
    """The new slots alone, drawn as they stand behind those that the form holds."""
    held = posted_references(request.POST, author)
    wishes, form = [*held, *more], composer.form
    new = {id(asset) for asset, _role in more}
    slots = place(wishes, form.roles, form.max_references)
    shown = [slot for slot in slots if id(slot.asset) in new]
    context = {"slots": shown, "board": composer.board, **about}
    return render(request, "studio/_slots.html", context, status=201)
