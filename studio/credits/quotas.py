"""Refills: at the start of a period the allowance pot holds the allowance again.

The allowance is a ceiling, not an addition: what is left beyond the roll-over lapses. Unlimited
begins and ends as soon as the quota says so; every other change waits for the next refill.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from studio.credits import book, periods
from studio.credits.models import Account, Entry, Quota


def quota_of(user_id: UUID) -> Quota | None:
    return Quota.objects.filter(user_id=user_id).first()


def ceiling(account: Account) -> int | None:
    """The most a return may fill the allowance pot up to; None where nothing caps it."""
    quota = quota_of(account.user_id)
    return quota.ceiling if quota else None


def refill_due(account: Account, now: datetime) -> bool:
    """Bring the allowance pot up to date; True if that wrote an entry."""
    return refill_locked(book.lock(account.pk), now)


def refill_locked(account: Account, now: datetime) -> bool:
    """The same for an account that the caller has locked; changes it in place."""
    quota = quota_of(account.user_id)
    if quota is None or not quota.enabled:
        return _switch(account, account.allowance_left or 0)
    if quota.allowance is None:
        return _switch(account, None)
    period = periods.key(quota.period, now)
    if _is_refilled(account, period):
        return account.allowance_left is None and _switch(account, quota.allowance)
    entry = Entry(kind=Entry.Kind.REFILL, period=period)
    book.set_allowance(account, _refilled(account.allowance_left, quota), entry)
    return True


def with_accounts(people: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    """People with account and quota; `is_refilled` tells whether this period's refill came."""
    keys = [
        When(quota__period=kind, then=Value(periods.key(kind, now))) for kind in Quota.Period.values
    ]
    refills = Entry.objects.filter(
        account=OuterRef("credit_account"), kind=Entry.Kind.REFILL, period=OuterRef("period")
    )
    period = Case(*keys, output_field=CharField())
    known: QuerySet[Any] = people.annotate(period=period).annotate(is_refilled=Exists(refills))
    return known.select_related("credit_account", "quota")


def expected_allowance(account: Account, quota: Quota | None, is_refilled: bool) -> int | None:
    """What the allowance pot would hold after `refill_due`, without writing anything."""
    if quota is None or not quota.enabled:
        return account.allowance_left or 0
    if quota.allowance is None:
        return None
    if not is_refilled:
        return _refilled(account.allowance_left, quota)
    return quota.allowance if account.allowance_left is None else account.allowance_left


def resets_at(quota: Quota | None, now: datetime) -> datetime | None:
    """When the next refill is due; None where none will come."""
    if quota is None or not quota.enabled or quota.allowance is None:
        return None
    return periods.ends_at(quota.period, now)


def refill_all(now: datetime, batch: int = 500) -> int:
    """Refill every account that is due, each in its own short transaction; returns how many."""
    done, last = 0, None
    while accounts := list(_due_after(last, now)[:batch]):
        for account in accounts:
            with transaction.atomic():
                done += refill_due(account, now)
        last = accounts[-1].pk
    return done


def _refilled(left: int | None, quota: Quota) -> int:
    return min(left or 0, quota.rollover) + (quota.allowance or 0)


def _switch(account: Account, allowance: int | None) -> bool:
    """Begin or end unlimited; nothing where neither is asked for."""
    if (allowance is None) == (account.allowance_left is None):
        return False
    reason = "unlimited from now on" if allowance is None else "no longer unlimited"
    book.set_allowance(account, allowance, Entry(kind=Entry.Kind.ADJUST, reason=reason))
    return True


def _is_refilled(account: Account, period: str) -> bool:
    return Entry.objects.filter(account=account, kind=Entry.Kind.REFILL, period=period).exists()


def _due_after(last: UUID | None, now: datetime) -> QuerySet[Account]:
    # Asked by EXISTS: over a join, "not unlimited" would miss the accounts without any quota.
    unlimited = Exists(
        Quota.objects.filter(user=OuterRef("user"), enabled=True, allowance__isnull=True)
    )
    switched = Q(unlimited, allowance_left__isnull=False) | Q(
        ~unlimited, allowance_left__isnull=True
    )
    accounts = Account.objects.filter(switched | _unfilled(now)).order_by("pk")
    return accounts if last is None else accounts.filter(pk__gt=last)


def _unfilled(now: datetime) -> Q:
    due = Q()
    for period in Quota.Period.values:
        refills = Entry.objects.filter(
            account=OuterRef("pk"), kind=Entry.Kind.REFILL, period=periods.key(period, now)
        )
        due |= Q(~Exists(refills), user__quota__period=period)
    return Q(due, user__quota__enabled=True, user__quota__allowance__isnull=False)
