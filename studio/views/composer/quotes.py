"""The price on the button, from the same plan that charges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.params import InvalidParams
from providers.said import Said
from studio import credit_requests
from studio.credits import quotas
from studio.credits.statements import Balance
from studio.form_document import text_of
from studio.forms import ComposerForm
from studio.labels import label_of
from studio.lifecycle import savings
from studio.lifecycle.create import Order, Plan, plan
from studio.lifecycle.savings import Saving
from studio.models import CreditRequest, User, Visibility
from studio.spoken import named, spoken
from studio.views.composer import price_words
from studio.views.composer.composing import Composer, order_of
from studio.views.words import credits, whole

STAND_IN = "A picture of something"  # prices a form whose prompt is not written yet


@dataclass(frozen=True, slots=True)
class Shortage:
    """What a person who has too few credits can do."""

    limit: str = ""
    savings: Sequence[tuple[Saving, str]] = ()
    asked: CreditRequest | None = None

    @property
    def asked_text(self) -> str:
        return asked_on(self.asked) if self.asked else ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "limit": self.limit,
            "savings": [
                {"field": item.key, "value": item.value, "text": text}
                for item, text in self.savings
            ],
            "asked": self.asked_text,
        }


@dataclass(frozen=True, slots=True)
class Quotation:
    """`credits` is None while the form cannot be priced; `problems` says why."""

    count: int
    credits: int | None
    lines: Sequence[Mapping[str, str]]
    problems: Mapping[str, str]
    available: int | None
    visibility: str
    offer: str = ""
    cost_to_us: str = ""
    shortage: Shortage = field(default_factory=Shortage)

    @property
    def is_short(self) -> bool:
        return (
            self.credits is not None
            and self.available is not None
            and self.credits > self.available
        )

    @property
    def button(self) -> str:
        words = {"count": self.count, "price": credits(self.credits or 0)}
        if self.is_short:
            return _("Not enough credits")
        if self.count == 1:
            return _("Generate · %(price)s") % words if self.credits else _("Generate")
        text = _("Generate %(count)s · %(price)s") if self.credits else _("Generate %(count)s")
        return text % words

    @property
    def short_button(self) -> str:
        """For the narrow dock of a phone."""
        if self.is_short or not self.credits:
            return self.button if self.is_short else _("Generate")
        return _("Generate · %(number)s") % {"number": whole(self.credits)}

    @property
    def why(self) -> str:
        return _("Why %(number)s?") % {"number": whole(self.credits)} if self.credits else ""

    @property
    def note(self) -> str:
        """The line under the button."""
        if self.credits is None:
            return " ".join(_told(name, text) for name, text in self.problems.items())
        if self.available is None:
            return _("%(who)s · no limit set") % {"who": self._who}
        if self.is_short:
            words = {"needed": credits(self.credits), "available": whole(self.available)}
            return (
                self.shortage.limit or _("This needs %(needed)s, you have %(available)s.") % words
            )
        left = {"who": self._who, "credits": credits(self.available - self.credits)}
        return _("%(who)s · %(credits)s left after this") % left

    @property
    def _who(self) -> str:
        return str(dict(Visibility.choices).get(self.visibility, ""))

    def as_dict(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "credits": self.credits,
            "available": self.available,
            "short": self.is_short,
            "button": self.button,
            "short_button": self.short_button,
            "note": self.note,
            "why": self.why,
            "lines": list(self.lines),
            "cost_to_us": self.cost_to_us,
            "fields": {name: spoken(text) for name, text in self.problems.items()},
            "shortage": self.shortage.as_dict(),
        }


def _told(name: str, text: str) -> str:
    """A sentence of a reference names it by itself."""
    is_whole = name == "references" and not isinstance(text, Said)
    return text if is_whole else named(label_of(name), text)


def as_sent(composer: Composer, author: User, beside: Mapping[str, Any] | None = None) -> Composer:
    """The form as it stands, as if it were sent; with more fields `beside` its own."""
    values = {name: text_of(composer.form[name].value()) for name in composer.form.fields}
    form = ComposerForm(composer.choice, author, data={**(beside or {}), **values})
    return replace(composer, form=form)


def quote_form(composer: Composer, author: User, balance: Balance) -> Quotation:
    """The price of a form as it stands, sent or not."""
    checked = as_sent(composer, author)
    form = checked.form
    problems = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    if not problems:
        try:
            found = quote(order_of(checked, author), balance, form.document)
            return replace(found, problems=form.explained(found.problems))
        except InvalidParams as error:
            problems = error.problems
    return Quotation(1, None, [], problems, balance.available, Visibility.TEAM)


def quote(order: Order, balance: Balance, document: Mapping[str, Any] | None = None) -> Quotation:
    found, problems = _planned(order)
    plain = Quotation(
        count=order.count,
        credits=found.credits if found else None,
        lines=_lines(found, order) if found else [],
        problems=problems,
        available=balance.available,
        visibility=order.visibility,
        offer=str(found.candidate.offer.pk) if found else "",
        cost_to_us=price_words.vendor_cost(found) if found and order.author.is_admin else "",
    )
    if not plain.is_short or document is None:
        return plain
    return replace(plain, shortage=_shortage(order, balance, document, plain.credits or 0))


def _lines(made: Plan, order: Order) -> list[dict[str, str]]:
    return price_words.breakdown(made, order.model.kind == "video", bool(order.vendor))


def _shortage(order: Order, balance: Balance, document: Mapping[str, Any], cost: int) -> Shortage:
    found = savings.cheaper(_writable(order), document, cost, balance.available or 0)
    is_video = order.model.kind == "video"
    used_up = not balance.available and quotas.quota_of(order.author.pk)
    return Shortage(
        price_words.limit_reached(used_up or None, balance.resets_at),
        [(item, price_words.saving(item, is_video)) for item in found],
        credit_requests.open_request(order.author),
    )


def _writable(order: Order) -> Order:
    return order if order.prompt.strip() else replace(order, prompt=STAND_IN)


def _planned(order: Order) -> tuple[Plan | None, Mapping[str, str]]:
    try:
        return plan(order), {}
    except InvalidParams as error:
        if set(error.problems) != {"prompt"}:
            return None, error.problems
    try:
        return plan(replace(order, prompt=STAND_IN)), {}
    except InvalidParams as error:
        return None, error.problems


def asked_on(request: CreditRequest) -> str:
    """ "Asked for 500 credits on 14 May" """
    day = formats.date_format(timezone.localtime(request.created_at), "MONTH_DAY_FORMAT")
    text = ngettext(
        "Asked for %(number)s credit on %(day)s",
        "Asked for %(number)s credits on %(day)s",
        request.amount,
    )
    return text % {"number": whole(request.amount), "day": day}
