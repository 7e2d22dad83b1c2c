"""The columns of a comparison: other models, and single vendors of one, beside the form's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from studio.carried import chosen
from studio.form_document import text_of
from studio.forms import ComposerForm
from studio.models import Offer, User
from studio.slots import place
from studio.views.composing import Composer
from studio.views.pickers import Choice

SHARED = ("prompt", "count", "project", "visibility")


class UnknownColumn(Exception):
    """No such model or vendor can be used now."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


@dataclass(frozen=True, slots=True)
class Column:
    """One model, or one of its vendors, with the form as it would be sent to it."""

    value: str  # `model` or `model@vendor`
    composer: Composer
    vendor: str = ""
    vendor_name: str = ""
    left_out: Sequence[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        model = self.composer.choice.model.name
        return f"{model} · {self.vendor_name}" if self.vendor else model


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
    return _adapted(composer, replace(choice, offers=offers), value, author)


def _adapted(composer: Composer, choice: Choice, value: str, author: User) -> Column:
    """The same wishes in the form of another model: what it does not know is left out."""
    given = chosen(composer.form.data)
    given |= {name: composer.form[name].value() for name in SHARED}
    unsent = ComposerForm(choice, author, initial=given, usual=composer.choice.usual)
    data = {name: text_of(unsent[name].value()) for name in unsent.fields}
    form = ComposerForm(choice, author, data=data)
    form.is_valid()
    wishes = [(slot.asset, slot.role) for slot in composer.slots]
    slots = place(wishes, form.roles, form.max_references)
    vendor = value.partition("@")[2]
    name = choice.offers[0].vendor.name if vendor else ""
    adapted = replace(composer, form=form, choice=choice, slots=slots)
    said = [*unsent.carried.unused, *unsent.carried.changed]
    return Column(value, adapted, vendor, name, said)


@dataclass(frozen=True, slots=True)
class Offered:
    """A column that could be added, as a checkbox. `is_own`: a vendor of the form's model."""

    value: str
    choice: Choice
    name: str
    is_on: bool = False
    is_own: bool = False
    left_out: Sequence[str] = ()

    @property
    def price_from(self) -> int:
        return self.choice.price_from

    @property
    def is_per_second(self) -> bool:
        return self.choice.is_per_second

    @property
    def typical(self) -> int:
        return self.choice.typical


def offered(composer: Composer, named: Iterable[str], author: User) -> list[Offered]:
    """The other models of this kind; and this one's vendors, for who may choose them."""
    own, on = composer.choice, set(asked(named))
    found = [
        Offered(item.model.slug, item, item.model.name, item.model.slug in on)
        for item in composer.choices
        if item.model.kind == own.model.kind and item.model.pk != own.model.pk
    ]
    if len(own.offers) > 1 and author.chooses_vendor:
        found += [_vendor(own, offer, on) for offer in own.offers]
    return [_with_losses(composer, item, author) for item in found]


def _vendor(choice: Choice, offer: Offer, on: set[str]) -> Offered:
    value = f"{choice.model.slug}@{offer.vendor.slug}"
    name = f"{choice.model.name} · {offer.vendor.name}"
    return Offered(value, replace(choice, offers=[offer]), name, value in on, is_own=True)


def _with_losses(composer: Composer, item: Offered, author: User) -> Offered:
    """With what it has no use for, where that is asked: of those that are on."""
    if not (item.is_on and composer.form.is_bound):
        return item
    column = _adapted(composer, item.choice, item.value, author)
    return replace(item, left_out=column.left_out)
