"""The command palette, and the same as a page: commands, and what was found by a few letters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from studio import search
from studio.views.frame import commands
from studio.views.shell import is_fragment, person

LONGEST = 200  # characters


@require_safe
@vary_on_headers("HX-Request")
def find(request: HttpRequest) -> HttpResponse:
    """A script first asks for the commands, which it then filters by itself, and for finds by `q`."""
    user = person(request)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    fragment = is_fragment(request)
    context = {
        "q": query,
        "found": search.everything(user, query),
        "commands": [] if fragment and query else commands.of(user, query),
    }
    page = "studio/_found.html" if fragment else "studio/search.html"
    answer = render(request, page, context)
    if fragment:
        answer["Cache-Control"] = "no-store"
    return answer
