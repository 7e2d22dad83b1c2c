"""Prompts kept for oneself and for the team: taken up again, added, let go."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from studio import library, presets
from studio.models import User
from studio.views.composer.composing import as_uuid
from studio.views.shell import is_fragment, person

SHOWN = 50
LONGEST = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def prompt_library(request: HttpRequest) -> HttpResponse:
    author = person(request)
    if not author.may_generate:
        raise PermissionDenied
    context = _changed(request, author) if request.method == "POST" else {}
    found = library.saved(author).select_related("author").order_by("-created_at", "-pk")
    context |= {"prompts": found[:SHOWN], "longest": LONGEST}
    part = "studio/_library.html" if is_fragment(request) else "studio/library.html"
    return render(request, part, context, status=422 if context.get("problem") else 200)


def _changed(request: HttpRequest, author: User) -> dict[str, object]:
    """What was done, or why it was not."""
    if pk := as_uuid(request.POST.get("drop", "")):
        gone = library.let_go(author, pk)
        return {"gone": gone, "done": _("Removed from the library.")} if gone else {}
    if pk := as_uuid(request.POST.get("put_back", "")):
        return {"done": _("Put back.")} if library.put_back(author, pk) else {}
    return _saved(author, request.POST.get("text", ""), request.POST.get("visibility", ""))


def _saved(author: User, sent: str, visibility: str) -> dict[str, object]:
    text = sent.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        return {"problem": _("Write a prompt first.")}
    if len(text) > LONGEST:
        return {"problem": _("This prompt is too long to be saved."), "text": text}
    library.save(author, text, {"visibility": presets.visibility_of(visibility)})
    return {"done": _("Saved to the library.")}
