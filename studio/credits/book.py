"""The one place that writes entries and the balances they explain, always both together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.transaction import TransactionManagementError

from studio.credits.errors import StaleBalance
from studio.credits.models import Account, Entry


def lock(account_id: UUID) -> Account:
    """The account as it is now, held until the caller's transaction ends.

    SQLite has no row locks: there the transaction itself, begun IMMEDIATE, is the lock.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("credits only move inside transaction.atomic()")
    return Account.objects.select_for_update().get(pk=account_id)


def lock_of(user_id: UUID) -> Account | None:
    """The same by whose it is; None where there is no account yet."""
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("credits only move inside transaction.atomic()")
    return Account.objects.select_for_update().filter(user_id=user_id).first()


def post(account: Account, entries: Sequence[Entry]) -> None:
    """Write entries, in their order, with what they do to a locked account."""
    read = _balances(account)
    for entry in entries:
        if account.allowance_left is not None:
            account.allowance_left += entry.d_allowance
        account.granted += entry.d_granted
        account.reserved += entry.d_reserved
        _note_balances(entry, account)
    _write(account, read, entries)


def set_allowance(account: Account, allowance: int | None, entry: Entry) -> None:
    """Write an entry that makes a locked account's allowance pot hold this much."""
    read = _balances(account)
    entry.d_allowance = (allowance or 0) - (account.allowance_left or 0)
    account.allowance_left = allowance
    _note_balances(entry, account)
    _write(account, read, [entry])


def _balances(account: Account) -> dict[str, Any]:
    return {
        "allowance_left": account.allowance_left,
        "granted": account.granted,
        "reserved": account.reserved,
    }


def _note_balances(entry: Entry, account: Account) -> None:
    entry.account = account
    entry.allowance_after = account.allowance_left
    entry.granted_after = account.granted
    entry.reserved_after = account.reserved


def _write(account: Account, read: dict[str, Any], entries: Sequence[Entry]) -> None:
    # The condition is what makes a race lose, even where a caller forgot the lock.
    unmoved = Account.objects.filter(pk=account.pk, **read)
    if not unmoved.update(**_balances(account)):
        raise StaleBalance(f"account {account.pk} moved since it was read")
    Entry.objects.bulk_create(entries)
