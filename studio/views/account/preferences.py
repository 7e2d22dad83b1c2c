"""Settings: what a person chooses for himself. Each control is saved by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from providers.params import InvalidParams
from studio import people, preferences
from studio.models import User
from studio.views.account import controls
from studio.views.account.controls import Control
from studio.views.frame.language import remember
from studio.views.shell import back, is_fragment, person

RELOADS = {"language", "time_zone"}  # what changes the whole page


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def settings(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if request.method != "POST":
        return _page(request, user)
    sent = controls.named(request.POST, user)
    changes = {item.name: item.read(request.POST) for item in sent}
    try:
        _check(sent, changes)
        _keep(user, changes)
    except InvalidParams as error:
        return _refused(request, user, error)
    answer = _saved(request, changes)
    return remember(answer, changes["language"]) if "language" in changes else answer


def _check(sent: Iterable[Control], changes: Mapping[str, Any]) -> None:
    """Raises InvalidParams naming what no list offers."""
    unknown = [item.name for item in sent if not item.offers(changes[item.name])]
    if unknown:
        raise InvalidParams(dict.fromkeys(unknown, "is not on the list"))


def _keep(user: User, changes: dict[str, Any]) -> None:
    chosen = {name: value for name, value in changes.items() if name != "name"}
    if "name" in changes:
        people.rename(user, changes["name"])
    if chosen:
        preferences.keep(user, chosen)


def _saved(request: HttpRequest, changes: dict[str, Any]) -> HttpResponse:
    if not is_fragment(request):
        messages.success(request, _("Saved"))
        return back(request, reverse("settings"))
    answer = HttpResponse(_("Saved"))
    if RELOADS & changes.keys():
        answer["HX-Refresh"] = "true"
    return answer


def _refused(request: HttpRequest, user: User, error: InvalidParams) -> HttpResponse:
    problems = {name: _problem(name) for name in error.problems}
    if is_fragment(request):
        return HttpResponse(" ".join(problems.values()), status=422)
    return _page(request, user, problems, status=422)


def _problem(name: str) -> str:
    """In the reader's words; the preferences' own are those of the API."""
    if name == "ask_above":
        return _("Give a number of credits, from 0 to 1,000,000.")
    return _("The name is too long.") if name == "name" else _("This can't be chosen.")


def _page(
    request: HttpRequest, user: User, problems: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    kept = preferences.of(user)
    values = {name: getattr(kept, name) for name in preferences.NAMES}
    context = {
        "sections": controls.sections(user),
        "values": values | {"name": user.get_full_name()},
        "problems": problems or {},
    }
    return render(request, "studio/settings.html", context, status=status)
