"""The columns of a comparison: other models, and single vendors of one, beside the form's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms

from studio.carried import PREFIX, TOOK, chosen
from studio.form_document import text_of
from studio.forms import ComposerForm
from studio.models import Offer, User
from studio.slots import place
from studio.views.composer.composing import Composer
from studio.views.pickers import Choice

SHARED = ("prompt", "count", "project", "visibility")
OF = "of:"  # and a column's value: the settings of that column alone


class UnknownColumn(Exception):
    """No such model or vendor can be used now."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


@dataclass(frozen=True, slots=True)
class Column:
    """One model, or one of its vendors, with the form as it would be sent to it.

    `follows`: what its settings are where they were not adjusted. `remarks`: settings of the
    form that it takes in another way.
    """

    value: str  # `model` or `model@vendor`
    composer: Composer
    vendor: str = ""
    vendor_name: str = ""
    left_out: Sequence[str] = ()
    remarks: Sequence[str] = ()
    follows: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        model = self.composer.choice.model.name
        return f"{model} · {self.vendor_name}" if self.vendor else model

    @property
    def settings(self) -> list[tuple[forms.BoundField, str]]:
        """Its own controls, and what stands in each where nobody adjusts it."""
        form = self.composer.form
        return [(bound, self.follows[bound.name]) for bound in (*form.basic, *form.advanced)]

    @property
    def is_adjusted(self) -> bool:
        return any(text_of(bound.value()) != usual for bound, usual in self.settings)


def asked(values: Iterable[str]) -> list[str]:
    """Each once, in the order of the form."""
    return [value for value in dict.fromkeys(values) if value]


def columns_of(composer: Composer, values: Iterable[str], author: User) -> list[Column]:
    """The form's model first, unless some of its vendors are named. Raises UnknownColumn.

    Needs a form that was checked.
    """
    words = asked(values)
    own = composer.choice.model.slug
    if not any(word.partition("@")[0] == own for word in words):
        words = [own, *words]
    return [_column(composer, word, author) for word in words]


def _column(composer: Composer, value: str, author: User) -> Column:
    slug, _at, vendor = value.partition("@")
    if slug == composer.choice.model.slug and not vendor:
        return Column(value, composer)
    choice = next((item for item in composer.choices if item.model.slug == slug), None)
    offers = [item for item in choice.offers if vendor in ("", item.vendor.slug)] if choice else []
    if choice is None or not offers:
        raise UnknownColumn(value)
    choice = replace(choice, offers=offers)
    return _adapted(composer, choice, value, author, composer.form.data)


def _adapted(
    composer: Composer, choice: Choice, value: str, author: User, own: Mapping[str, Any]
) -> Column:
    """The same wishes in the form of another model: what it does not know is left out.

    What was adjusted for this column alone comes before that.
    """
    unsent = ComposerForm(choice, author, initial=_wishes(composer), usual=composer.choice.usual)
    follows = {name: text_of(unsent[name].value()) for name in unsent.fields}
    changed = adjusted(own, value)
    words = follows | {name: word for name, word in changed.items() if name in follows}
    prefix = f"{OF}{value}"
    data = {f"{prefix}-{name}": word for name, word in words.items()}
    form = ComposerForm(choice, author, data=data, prefix=prefix)
    form.is_valid()
    wishes = [(slot.asset, slot.role) for slot in composer.slots]
    slots = place(wishes, form.roles, form.max_references)
    vendor = value.partition("@")[2]
    name = choice.offers[0].vendor.name if vendor else ""
    adapted = replace(composer, form=form, choice=choice, slots=slots)
    carried = unsent.carried
    return Column(value, adapted, vendor, name, carried.unused, carried.changed, follows)


def _wishes(composer: Composer) -> dict[str, Any]:
    form = composer.form
    given: Mapping[str, Any] = form.data if form.is_bound else form.initial
    settings: dict[str, Any] = {
        name: word for name, word in chosen(given).items() if name.startswith(PREFIX)
    }
    return settings | {name: form[name].value() for name in SHARED}


def adjusted(fields: Mapping[str, Any], value: str) -> dict[str, str]:
    """The settings of one column that were changed from what they follow.

    What was drawn comes with the value that stood there: left alone, it goes on following.
    """
    start = f"{OF}{value}-"
    posted = {
        name.removeprefix(start): str(fields[name]) for name in fields if name.startswith(start)
    }
    return {name: word for name, word in chosen(posted).items() if word != posted.get(name + TOOK)}


@dataclass(frozen=True, slots=True)
class Offered:
    """A column that could be added, as a checkbox. `is_own`: a vendor of the form's model."""

    value: str
    choice: Choice
    name: str
    is_on: bool = False
    is_own: bool = False
    column: Column | None = None  # where it is on

    @property
    def price_from(self) -> int:
        return self.choice.price_from

    @property
    def is_per_second(self) -> bool:
        return self.choice.is_per_second

    @property
    def typical(self) -> int:
        return self.choice.typical


def offered(
    composer: Composer, named: Iterable[str], author: User, own: Mapping[str, Any]
) -> list[Offered]:
    """The other models of this kind; and this one's vendors, for who may choose them.

    `own`: the fields that hold what was adjusted for single columns.
    """
    main, on = composer.choice, set(asked(named))
    found = [
        Offered(item.model.slug, item, item.model.name, item.model.slug in on)
        for item in composer.choices
        if item.model.kind == main.model.kind and item.model.pk != main.model.pk
    ]
    if len(main.offers) > 1 and author.chooses_vendor:
        found += [_vendor(main, offer, on) for offer in main.offers]
    return [_drawn(composer, item, author, own) for item in found]


def _vendor(choice: Choice, offer: Offer, on: set[str]) -> Offered:
    value = f"{choice.model.slug}@{offer.vendor.slug}"
    name = f"{choice.model.name} · {offer.vendor.name}"
    return Offered(value, replace(choice, offers=[offer]), name, value in on, is_own=True)


def _drawn(composer: Composer, item: Offered, author: User, own: Mapping[str, Any]) -> Offered:
    if not item.is_on:
        return item
    return replace(item, column=_adapted(composer, item.choice, item.value, author, own))
