"""Help: keys, prices, who answers, what the words mean, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from studio.labels import label_of, option_of
from studio.models import User
from studio.views import pickers
from studio.views.frame import keyboard, vendor_state
from studio.views.pickers import Choice
from studio.views.shell import is_fragment, person
from studio.views.words import credits

ADMINS = 20


@dataclass(frozen=True, slots=True)
class Price:
    """What one model costs, in words."""

    choice: Choice
    base: str
    extras: Sequence[str]


@require_safe
@vary_on_headers("HX-Request")
def help_page(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if is_fragment(request):
        return render(request, "studio/_shortcuts.html", {"groups": keyboard.groups(user)})
    context = {
        "groups": keyboard.groups(user),
        "prices": [_price(choice) for choice in pickers.choices()],
        "vendors": vendor_state.states(),
        "words_explained": words(),
        "admins": User.objects.filter(role=User.Role.ADMIN, is_active=True)[:ADMINS],
    }
    return render(request, "studio/help.html", context)


def _price(choice: Choice) -> Price:
    """Of the offer that is asked first; the button says what a run really costs."""
    price = choice.offers[0].price
    each = credits(int(price.get("credits", 0)))
    base = _("%(credits)s a second") if choice.is_per_second else _("%(credits)s a picture")
    if choice.model.kind == choice.model.Kind.VIDEO and not choice.is_per_second:
        base = _("%(credits)s a video")
    extras = [
        _("%(what)s %(value)s: %(credits)s more")
        % {"what": label_of(name), "value": option_of(value), "credits": credits(int(more))}
        for name, values in price.get("surcharge", {}).items()
        for value, more in values.items()
        if more
    ]
    return Price(choice, base % {"credits": each}, extras)


def words() -> list[tuple[str, str]]:
    """The glossary."""
    return [
        (_("Run"), _("One press of Generate. It makes one picture or several.")),
        (_("Task"), _("One order to a vendor; a run has one or more.")),
        (_("Model"), _("What makes the picture or video. Several vendors may offer the same one.")),
        (_("Vendor"), _("The service that a model runs at.")),
        (_("Credits"), _("What pictures and videos cost here. The price stands on the button.")),
        (_("Reserved"), _("Credits set aside for what is being made. What fails is returned.")),
        (_("Available"), _("What you can spend now: your balance without what is reserved.")),
    ]
