"""Where a request goes: the offers that can make it, best first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from providers.catalog import Given, ModelSpec
from providers.params import InvalidParams
from providers.said import said
from studio import catalog, mentions, quote, references, vitals
from studio.models import Asset, GenerationModel, Offer


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a member asks for, before it is known who makes it."""

    model: GenerationModel
    prompt: str
    params: Mapping[str, Any] = field(default_factory=dict)
    references: Sequence[Given] = ()
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    offer: Offer
    spec: ModelSpec
    params: dict[str, Any]

    def price(self, outputs: int) -> int:
        return quote.price_of(self.offer.price, self.spec, self.params, outputs)


def candidates(wanted: Wanted) -> list[Candidate]:
    """The offers that accept `wanted`, best first.

    Raises InvalidParams: what the nearest offer has against it, by field.
    """
    offers = catalog.offers_on(wanted.model, wanted.vendor)
    if not offers:
        if wanted.vendor:
            raise InvalidParams(
                {
                    "vendor": said(
                        "does not offer %(model)s, or is switched off", model=wanted.model.slug
                    )
                }
            )
        raise InvalidParams({"model": said("is switched off: no vendor offers it")})
    found, refusals = [], []
    for offer in offers:
        try:
            found.append(accept(offer, wanted))
        except InvalidParams as error:
            refusals.append(error)
    if not found:
        raise min(refusals, key=lambda error: len(error.problems))
    return found if len(found) == 1 else in_order(found, vitals.read())


def in_order(found: Sequence[Candidate], now: vitals.Vitals) -> list[Candidate]:
    """What works before what often fails before what rests; then the admin's priority, then
    the lower price, then the more free places, then age.
    """
    return sorted(found, key=lambda item: _rank(item, now))


def _rank(item: Candidate, now: vitals.Vitals) -> tuple[Any, ...]:
    offer = item.offer
    admins = (now.standing(offer), offer.priority)
    return *admins, item.price(1), -now.room_at(offer), offer.created_at, offer.pk


def accept(offer: Offer, wanted: Wanted) -> Candidate:
    """Raises InvalidParams with every field that the offer refuses."""
    spec = catalog.spec_of(offer)
    problems: dict[str, str] = {}
    params: dict[str, Any] = {}
    with _noting(problems):
        params = spec.clean(wanted.params)
    with _noting(problems):
        kinds = [item.kind for item in wanted.references]
        spec.check_prompt(mentions.spoken(wanted.prompt, kinds, spec.mention))
    with _noting(problems):
        _check_references(offer, spec, wanted.references)
    if problems:
        raise InvalidParams(problems)
    return Candidate(offer, spec, params)


@contextmanager
def _noting(problems: dict[str, str]) -> Iterator[None]:
    """Collects what is wrong, so that a member sees all of it at once."""
    try:
        yield
    except InvalidParams as error:
        problems.update(error.problems)


def given(role: str, asset: Asset) -> Given:
    """A file as the specs judge it."""
    return Given(role, asset.kind, asset.mime, asset.bytes, asset.duration or 0)


def _check_references(offer: Offer, spec: ModelSpec, given: Sequence[Given]) -> None:
    spec.check_references(given)
    if given:
        total = sum(item.bytes for item in given)
        references.way_for(catalog.adapter(offer.vendor), spec, total)
