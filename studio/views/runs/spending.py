"""The question before something is made again: for the script's dialog, else a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from studio import preferences
from studio.models import User
from studio.views.composer.asking import Asking
from studio.views.shell import is_fragment, way_back

ASKS = 402
KEPT = ("key", "next")


def ask(request: HttpRequest, asking: Asking, otherwise: str) -> HttpResponse:
    """Yes sends the same again, with its price as `quoted` and as `confirmed`."""
    if is_fragment(request):
        return JsonResponse(asking.as_dict(), status=ASKS)
    context = {
        "asking": asking,
        "kept": [(name, request.POST[name]) for name in KEPT if name in request.POST],
        "back": way_back(request, otherwise),
    }
    return render(request, "studio/spend.html", context, status=ASKS)


def amount(request: HttpRequest, name: str) -> int | None:
    """Credits that the form names: `quoted` stood on its button, `confirmed` was said yes to."""
    word = request.POST.get(name, "")
    return int(word) if word.isdecimal() and len(word) < 10 else None


def agreed(request: HttpRequest, author: User) -> int:
    """What may be spent without a question: what was shown, as far as this person wants none."""
    most = max(preferences.of(author).ask_above, amount(request, "confirmed") or 0)
    shown = amount(request, "quoted")
    return most if shown is None else min(shown, most)
