"""What became of credits, as the ledger has it: never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.credits.statements import Charge


def ledger_note(charge: Charge | None, *, declined: bool = False) -> str:
    """`declined`: the vendor refused what it was given, and may bill that."""
    if charge is None or not charge.reserved:
        return _("Nothing was charged")
    if not charge.charged and not charge.returned and not charge.lapsed:
        return _("Return on its way")
    if charge.charged and not charge.returned:
        return _kept(charge.charged, declined)
    return _returned(charge)


def _kept(charged: int, declined: bool) -> str:
    if declined:
        text = ngettext(
            "Charged %(n)s credit: the vendor bills declined results",
            "Charged %(n)s credits: the vendor bills declined results",
            charged,
        )
    else:
        text = ngettext("Charged %(n)s credit", "Charged %(n)s credits", charged)
    return text % {"n": charged}


def _returned(charge: Charge) -> str:
    if charge.charged or charge.lapsed:
        text = ngettext(
            "%(returned)s of %(reserved)s credit returned",
            "%(returned)s of %(reserved)s credits returned",
            charge.reserved,
        )
        return text % {"returned": charge.returned, "reserved": charge.reserved}
    return credits_returned(charge.returned)


def credits_returned(amount: int) -> str:
    return ngettext("%(n)s credit returned", "%(n)s credits returned", amount) % {"n": amount}


def total(charges: Mapping[UUID, Charge], keys: Sequence[UUID]) -> Charge:
    """The sum over several tasks."""
    return summed([charges[key] for key in keys if key in charges])


def summed(found: Sequence[Charge]) -> Charge:
    return Charge(
        reserved=sum(charge.reserved for charge in found),
        charged=sum(charge.charged for charge in found),
        returned=sum(charge.returned for charge in found),
        lapsed=sum(charge.lapsed for charge in found),
    )
