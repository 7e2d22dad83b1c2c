"""What is asked before credits are spent: a price that rose, or one above the person's limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from studio import preferences
from studio.credits import statements
from studio.lifecycle.create import Order, Plan, plan
from studio.views.composer import price_words
from studio.views.words import credits, whole

MANY = 20  # tasks that one press starts without a question


@dataclass(frozen=True, slots=True)
class Asking:
    """`credits` is what is accepted by answering yes."""

    code: str
    title: str
    accept: str
    credits: int
    lines: Sequence[Mapping[str, str]] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "title": self.title,
            "accept": self.accept,
            "credits": self.credits,
            "lines": list(self.lines),
        }


def price_rose(before: int, now: int) -> Asking:
    words = {"before": before, "now": credits(now)}
    title = _("Price changed from %(before)s to %(now)s.") % words
    return Asking("price_rose", title, _accept(now), now)


def before_spending(order: Order, confirmed: int | None) -> Asking | None:
    """A question where it costs more than this person spends without one.

    Nothing is asked of who could not pay anyway.
    """
    limit = preferences.of(order.author).ask_above
    if order.quoted is not None and order.quoted <= limit and order.count <= MANY:
        return None  # a price above the quoted one is refused anyway
    made = plan(order)
    if made.credits <= max(limit, confirmed or 0) and len(made.parts) <= MANY:
        return None
    if confirmed is not None and confirmed >= made.credits:
        return None
    available = statements.balances(order.author).available
    return None if available is not None and made.credits > available else _spend(order, made)


def _spend(order: Order, made: Plan) -> Asking:
    is_video = order.model.kind == "video"
    return spend(made.credits, price_words.breakdown(made, is_video, bool(order.vendor)))


def spend(price: int, lines: Sequence[Mapping[str, str]] = ()) -> Asking:
    title = _("Spend %(credits)s?") % {"credits": credits(price)}
    return Asking("spend", title, _accept(price), price, lines)


def _accept(price: int) -> str:
    return _("Generate for %(number)s") % {"number": whole(price)}
