"""A price in words: what it is made of, and what would lower it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio import quote
from studio.credits.models import Quota
from studio.labels import label_of, option_of
from studio.lifecycle.create import Plan
from studio.lifecycle.savings import Saving
from studio.views.words import credits, whole


def breakdown(made: Plan, is_video: bool, pinned: bool) -> list[dict[str, str]]:
    """The sum, line by line: `{"label", "amount"}`. Its amounts add up to the price."""
    item, outputs = made.candidate, sum(made.parts)
    price = item.offer.price
    seconds = quote.units(price, item.spec, item.params)
    times, each = seconds * outputs, int(price.get("credits", 0))
    lines = [_line(_base(outputs, seconds, each, is_video), times * each)]
    for line in quote.surcharges(price, item.spec, item.params):
        name, _space, value = line.label.partition(" ")
        lines.append(_line(f"{label_of(name)} {option_of(value)}", times * line.credits, "+"))
    vendor = item.offer.vendor.name
    text = vendor if pinned else _("Auto (%(vendor)s)") % {"vendor": vendor}
    return [*lines, {"label": _("Vendor"), "amount": text}]


def _line(label: str, amount: int, sign: str = "") -> dict[str, str]:
    return {"label": label, "amount": f"{sign}{whole(amount)}"}


def _base(outputs: int, seconds: int, each: int, is_video: bool) -> str:
    values = {"count": outputs, "seconds": seconds, "price": credits(each)}
    if is_video and seconds > 1:
        text = ngettext(
            "%(count)s video × %(seconds)s s × %(price)s",
            "%(count)s videos × %(seconds)s s × %(price)s",
            outputs,
        )
    elif is_video:
        text = ngettext("%(count)s video × %(price)s", "%(count)s videos × %(price)s", outputs)
    else:
        text = ngettext("%(count)s image × %(price)s", "%(count)s images × %(price)s", outputs)
    return text % values


def vendor_cost(made: Plan) -> str:
    """For admins alone."""
    offer = made.candidate.offer
    if offer.vendor_cost is None:
        return ""
    values = {"cost": offer.vendor_cost.normalize(), "currency": offer.vendor_currency}
    if offer.price.get("unit") == "second":
        return _("The vendor takes %(cost)s %(currency)s per second.") % values
    return _("The vendor takes %(cost)s %(currency)s per result.") % values


def saving(found: Saving, is_video: bool) -> str:
    """ "2 images saves 6" """
    if found.key != "count":
        values = {"option": _option(found), "credits": whole(found.saves)}
        return _("%(option)s saves %(credits)s") % values
    count = int(found.value)
    text = (
        ngettext("%(count)s video saves %(credits)s", "%(count)s videos saves %(credits)s", count)
        if is_video
        else ngettext(
            "%(count)s image saves %(credits)s", "%(count)s images saves %(credits)s", count
        )
    )
    return text % {"count": count, "credits": whole(found.saves)}


def _option(found: Saving) -> str:
    if found.key == "duration":
        return _("%(seconds)s s") % {"seconds": found.value}
    if found.value in ("true", "false"):
        return f"{label_of(found.key)}: {_('On') if found.value == 'true' else _('Off')}"
    return option_of(found.value)


def limit_reached(quota: Quota | None, resets_at: datetime | None) -> str:
    """What is said when an allowance is used up; empty where there is none."""
    if quota is None or not quota.enabled or not quota.allowance or resets_at is None:
        return ""
    values: Mapping[str, Any] = {
        "credits": credits(quota.allowance),
        "month": formats.date_format(timezone.localdate(), "F"),
        "day": formats.date_format(timezone.localtime(resets_at), "MONTH_DAY_FORMAT"),
    }
    if quota.period == Quota.Period.MONTH:
        return _("You've used your %(credits)s for %(month)s. They come back on %(day)s.") % values
    if quota.period == Quota.Period.WEEK:
        return _("You've used your %(credits)s for this week. They come back on %(day)s.") % values
    return _("You've used your %(credits)s for today. They come back on %(day)s.") % values
