"""Every move of credits. All of them run inside the caller's transaction.

Lock order: lock whatever is bought (a task) before its account, never the other way round.
A transaction that moves several accounts takes them in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from studio.credits import book, pots, quotas
from studio.credits.errors import InsufficientCredits, UnknownReference
from studio.credits.models import Account, Entry
from studio.credits.pots import Share


def open_account(user: AbstractBaseUser) -> Account:
    """The user's account, made where there is none yet."""
    account, _ = Account.objects.get_or_create(user_id=user.pk)
    return account


def reserve(account: Account, amount: int, reference: UUID) -> Entry:
    """Set credits aside for something about to be bought; raises InsufficientCredits."""
    return reserve_many(account, [(reference, amount)])[0]


def reserve_many(account: Account, wanted: Iterable[tuple[UUID, int]]) -> list[Entry]:
    """Set credits aside for all of it or for nothing; raises InsufficientCredits.

    A reference that was reserved before raises IntegrityError.
    """
    return _reserve(book.lock(account.pk), wanted)


def reserve_for(user: AbstractBaseUser, wanted: Iterable[tuple[UUID, int]]) -> list[Entry]:
    """The same from the user's account, which is made where there is none yet."""
    return _reserve(book.lock_of(user.pk) or book.lock(open_account(user).pk), wanted)


def _reserve(locked: Account, wanted: Iterable[tuple[UUID, int]]) -> list[Entry]:
    items = [(reference, _whole(amount)) for reference, amount in wanted]
    quotas.refill_locked(locked, timezone.now())
    _afford(sum(amount for _, amount in items), locked.available)
    entries = []
    left = locked.allowance_left
    for reference, amount in items:
        share = pots.spend(amount, left)
        left = None if left is None else left - share.allowance
        entries.append(_reserve_entry(reference, share))
    book.post(locked, entries)
    return entries


def settle(reference: UUID, amount: int) -> bool:
    """Charge this much of what was reserved and give the rest back; False if that was done before.

    The rest goes to the pots it came from. The allowance pot takes it only up to its quota's
    ceiling: a return from an earlier period on top of a fresh allowance lapses, and says so.
    """
    return _resolve(Entry.Kind.SETTLE, reference, _whole(amount))


def release(reference: UUID) -> bool:
    """Give back all that was reserved, as `settle` gives back a rest; False if done before."""
    return _resolve(Entry.Kind.RELEASE, reference, 0)


def grant(account: Account, amount: int, actor: AbstractBaseUser | None, reason: str) -> Entry:
    """Add credits that no refill touches."""
    if not _whole(amount):
        raise ValueError("a grant of nothing")
    entry = _entry(Entry.Kind.GRANT, actor, reason, Share(0, amount))
    book.post(book.lock(account.pk), [entry])
    return entry


def adjust(account: Account, delta: int, actor: AbstractBaseUser | None, reason: str) -> Entry:
    """Correct a balance: up adds to the grants, down takes from them first.

    Raises InsufficientCredits instead of going below zero.
    """
    if delta == 0:
        raise ValueError("an adjustment by nothing")
    locked = book.lock(account.pk)
    share = Share(0, _whole(delta)) if delta >= 0 else _correction(locked, _whole(-delta))
    entry = _entry(Entry.Kind.ADJUST, actor, reason, share)
    book.post(locked, [entry])
    return entry


def refill(account: Account) -> bool:
    """Refill the allowance if its period has begun; True if that wrote an entry."""
    return quotas.refill_due(account, timezone.now())


def _resolve(kind: Entry.Kind, reference: UUID, charged: int) -> bool:
    held = Entry.objects.filter(kind=Entry.Kind.RESERVE, reference=reference).first()
    if held is None:
        raise UnknownReference(reference)
    if charged > held.d_reserved:
        raise ValueError(f"{charged} of {held.d_reserved} reserved credits cannot be charged")
    locked = book.lock(held.account_id)
    # Asked under the lock, so that the unique constraint never has to fail the transaction.
    if Entry.objects.filter(kind__in=Entry.RESOLUTIONS, reference=reference).exists():
        return False
    book.post(locked, [_resolution(kind, locked, held, charged)])
    return True


def _resolution(kind: Entry.Kind, account: Account, held: Entry, charged: int) -> Entry:
    rest = pots.unspent(Share(-held.d_allowance, -held.d_granted), charged)
    ceiling = quotas.ceiling(account) if rest.allowance else None
    fits = pots.fitting(rest.allowance, account.allowance_left, ceiling)
    return Entry(
        kind=kind,
        reference=held.reference,
        d_allowance=fits,
        d_granted=rest.granted,
        d_reserved=-held.d_reserved,
        charged=charged,
        lapsed=rest.allowance - fits,
    )


def _reserve_entry(reference: UUID, share: Share) -> Entry:
    return Entry(
        kind=Entry.Kind.RESERVE,
        reference=reference,
        d_allowance=-share.allowance,
        d_granted=-share.granted,
        d_reserved=share.total,
    )


def _correction(account: Account, taken: int) -> Share:
    # An unlimited allowance has nothing to take from: only grants can be corrected.
    allowance = account.allowance_left or 0
    _afford(taken, allowance + account.granted)
    share = pots.correct(taken, account.granted)
    return Share(-share.allowance, -share.granted)


def _entry(kind: Entry.Kind, actor: AbstractBaseUser | None, reason: str, share: Share) -> Entry:
    return Entry(
        kind=kind,
        d_allowance=share.allowance,
        d_granted=share.granted,
        actor_id=actor.pk if actor else None,
        reason=reason,
    )


def _afford(needed: int, available: int | None) -> None:
    if available is not None and needed > available:
        raise InsufficientCredits(needed, available)


def _whole(amount: int) -> int:
    # Callers compute amounts from JSON: a float or True would slip through to the database.
    if type(amount) is not int or amount < 0:
        raise ValueError(f"{amount!r} is not a number of credits")
    return amount
