"""The price on the button, from the same plan that charges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from providers.params import InvalidParams
from studio.credits.statements import Balance
from studio.form_document import text_of
from studio.forms import ComposerForm
from studio.labels import label_of
from studio.lifecycle.create import Order, Plan, plan
from studio.models import User, Visibility
from studio.spoken import named, spoken
from studio.views.composing import Composer, order_of
from studio.views.words import credits, whole

STAND_IN = "A picture of something"  # prices a form whose prompt is not written yet


@dataclass(frozen=True, slots=True)
class Quotation:
    """`credits` is None while the form cannot be priced; `problems` says why."""

    count: int
    credits: int | None
    lines: list[str]
    problems: Mapping[str, str]
    available: int | None
    visibility: str

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
    def note(self) -> str:
        """The line under the button."""
        if self.credits is None:
            return " ".join(named(label_of(name), text) for name, text in self.problems.items())
        if self.available is None:
            return _("%(who)s · no limit set") % {"who": self._who}
        if self.is_short:
            words = {"needed": credits(self.credits), "available": whole(self.available)}
            text = _("This needs %(needed)s, you have %(available)s. Ask an admin for more.")
            return text % words
        left = {"who": self._who, "credits": credits(self.available - self.credits)}
        return _("%(who)s · %(credits)s left after this") % left

    @property
    def _who(self) -> str:
        return str(dict(Visibility.choices).get(self.visibility, ""))

    def as_dict(self) -> dict[str, Any]:
        return {
            "credits": self.credits,
            "available": self.available,
            "short": self.is_short,
            "button": self.button,
            "note": self.note,
            "lines": self.lines,
            "fields": {name: spoken(text) for name, text in self.problems.items()},
        }


def quote_form(composer: Composer, author: User, balance: Balance) -> Quotation:
    """The price of a form as it stands, sent or not."""
    values = {name: text_of(composer.form[name].value()) for name in composer.form.fields}
    form = ComposerForm(composer.choice, author, data=values)
    if form.is_valid():
        return quote(order_of(replace(composer, form=form), author), balance)
    problems = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    return Quotation(1, None, [], problems, balance.available, Visibility.TEAM)


def quote(order: Order, balance: Balance) -> Quotation:
    found, problems = _planned(order)
    return Quotation(
        count=order.count,
        credits=found.credits if found else None,
        lines=[f"{line.label}: {line.credits}" for line in found.lines] if found else [],
        problems=problems,
        available=balance.available,
        visibility=order.visibility,
    )


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
