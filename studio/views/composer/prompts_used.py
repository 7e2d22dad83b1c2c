"""The last prompts of one's own, to take up again."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from studio import variations
from studio.models import Run, User
from studio.views.shell import is_fragment, person

PROMPTS, RUNS = 50, 300


@require_safe
@vary_on_headers("HX-Request")
def prompts_used(request: HttpRequest) -> HttpResponse:
    author = person(request)
    if not author.may_generate:
        raise PermissionDenied
    part = "studio/_prompts_used.html" if is_fragment(request) else "studio/prompts_used.html"
    return render(request, part, {"prompts": last_used(author)})


def last_used(author: User) -> list[str]:
    """Newest first, each once; as they are typed, so that no brace of theirs varies."""
    runs = Run.objects.filter(author=author).order_by("-created_at", "-pk")
    texts = runs.values_list("prompt__text", flat=True)[:RUNS]
    found = list(dict.fromkeys(filter(str.strip, texts)))[:PROMPTS]
    return [variations.escaped(text) for text in found]
