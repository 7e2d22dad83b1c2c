"""What stands under the top bar: one thing that matters now, closed once for each incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from studio.credits.statements import Balance
from studio.models import GenerationModel
from studio.views import words
from studio.views.frame import vendor_state
from studio.views.shell import balance_of, person

CLOSED = "closed_banners"  # a cookie with the incidents that were closed


@dataclass(frozen=True, slots=True)
class Banner:
    """`incident` names what happened, so that the next time it shows again."""

    incident: str
    tone: Literal["warn", "bad"]
    words: str
    address: str
    action: str


@require_safe
def banners(request: HttpRequest) -> HttpResponse:
    """Those of now, for a page that has stood open."""
    found = of(request, request.GET.get("model", ""))
    return render(request, "studio/_banner_list.html", {"banners": found})


def of(request: HttpRequest, model: str = "") -> list[Banner]:
    """What matters most comes first; the page shows the first that is not closed."""
    found = [_of_vendors(model), _of_credits(request)]
    closed = request.COOKIES.get(CLOSED, "").split(".")
    return [banner for banner in found if banner and banner.incident not in closed]


def _of_vendors(slug: str) -> Banner | None:
    states = vendor_state.of_model(slug) if slug else []
    if not vendor_state.is_down(states):
        return None
    name = GenerationModel.objects.values_list("name", flat=True).get(slug=slug)
    until = min((state.until for state in states if state.until), default=None)
    since = f"-{until:%Y%m%d%H}" if until else ""
    text = _("%(model)s is not answering. Other models work.") % {"model": name}
    return Banner(
        f"vendor-{slug}{since}", "warn", text, f"{reverse('help')}#vendors", _("See what works")
    )


def _of_credits(request: HttpRequest) -> Banner | None:
    if not person(request).may_generate:
        return None
    balance = balance_of(request)
    if not balance.level:
        return None
    day = f"{balance.resets_at:%Y%m%d}" if balance.resets_at else "never"
    tone: Literal["warn", "bad"] = "bad" if balance.level == "out" else "warn"
    return Banner(
        f"credits-{balance.level}-{day}",
        tone,
        _left(balance),
        f"{reverse('usage')}#id_amount",
        _("Ask for credits"),
    )


def _left(balance: Balance) -> str:
    left = balance.available or 0
    values = {"n": words.whole(left)}
    if balance.resets_at is None:
        text = ngettext("You have %(n)s credit left.", "You have %(n)s credits left.", left)
        return text % values if left else _("You have no credits left.")
    values["day"] = formats.date_format(balance.resets_at, "MONTH_DAY_FORMAT")
    if not left:
        return _("You have no credits left. They come back on %(day)s.") % values
    text = ngettext(
        "You have %(n)s credit left until %(day)s.",
        "You have %(n)s credits left until %(day)s.",
        left,
    )
    return text % values
