"""Reading the ledger: balances for pages, charges for many references at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from studio.credits import quotas
from studio.credits.models import Account, Entry


@dataclass(frozen=True)
class Balance:
    """What an account holds now; `available` and `allowance_left` are None without a limit."""

    available: int | None
    reserved: int
    allowance_left: int | None
    granted: int
    resets_at: datetime | None
    limit: int | None = None  # what a refill leaves; None where there is no refill

    @property
    def level(self) -> Literal["", "low", "out"]:
        """ "low" below a fifth of the limit."""
        if self.available is None:
            return ""
        if self.available <= 0:
            return "out"
        return "low" if self.limit and self.available * 5 < self.limit else ""


@dataclass(frozen=True)
class Charge:
    """What became of one reference; while it is open, only `reserved` is above zero."""

    reserved: int
    charged: int
    returned: int
    lapsed: int

    @property
    def kept(self) -> int:
        """Charged, or still set aside."""
        return self.reserved - self.returned - self.lapsed


def balances(user: AbstractBaseUser) -> Balance:
    """The user's balance, a refill that is due counted in, in one query; writes nothing."""
    now = timezone.now()
    person = quotas.with_accounts(get_user_model().objects.filter(pk=user.pk), now).get()
    account = getattr(person, "credit_account", None) or Account(user_id=user.pk)
    quota = getattr(person, "quota", None)
    account.allowance_left = quotas.expected_allowance(account, quota, person.is_refilled)
    return Balance(
        available=account.available,
        reserved=account.reserved,
        allowance_left=account.allowance_left,
        granted=account.granted,
        resets_at=quotas.resets_at(quota, now),
        limit=quota.allowance if quota and quota.enabled else None,
    )


def entries_for(references: Iterable[UUID]) -> dict[UUID, list[Entry]]:
    """The entries of every reference that has any, oldest first, in one query."""
    found: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.filter(reference__in=list(references)).order_by("id"):
        if entry.reference:
            found[entry.reference].append(entry)
    return dict(found)


def summary(references: Iterable[UUID]) -> dict[UUID, Charge]:
    """What was reserved, charged and returned for every reference that has entries."""
    return {reference: _charge(entries) for reference, entries in entries_for(references).items()}


def _charge(entries: list[Entry]) -> Charge:
    done = [entry for entry in entries if entry.kind in Entry.RESOLUTIONS]
    return Charge(
        reserved=sum(entry.d_reserved for entry in entries if entry.kind == Entry.Kind.RESERVE),
        charged=sum(entry.charged for entry in done),
        returned=sum(entry.d_allowance + entry.d_granted for entry in done),
        lapsed=sum(entry.lapsed for entry in done),
    )
