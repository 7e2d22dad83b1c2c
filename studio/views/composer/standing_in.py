"""What can be made instead, and for how much, while the chosen model does not answer."""

from __future__ import annotations

from dataclasses import dataclass

from studio.choices import Choice
from studio.credits.statements import Balance
from studio.models import User
from studio.views.composer import model_shelf
from studio.views.composer.composing import Composer, Draft, compose
from studio.views.composer.quotes import quote_form


@dataclass(frozen=True, slots=True)
class StandIn:
    """`credits` is None where this form cannot be priced for it."""

    choice: Choice
    credits: int | None


def stand_in(composer: Composer, author: User, balance: Balance) -> StandIn | None:
    """The same form of the first model of its kind that works; None where its own does."""
    spare = model_shelf.spare(composer.choice, composer.choices)
    turned = compose(author, _turned(composer, spare)) if spare else None
    if spare is None or turned is None:
        return None
    return StandIn(spare, quote_form(turned, author, balance).credits)


def _turned(composer: Composer, to: Choice) -> Draft:
    form, was = composer.form, composer.choice.model
    values = {name: form[name].value() for name in form.fields}
    references = [(slot.asset, slot.name) for slot in composer.slots]
    return Draft(to.model.slug, was.kind, was.kind, values, references, was.slug)
