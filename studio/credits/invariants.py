"""Proof that the balances are what the entries say: aggregates in the database, one per promise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Lag

from studio.credits import triggers
from studio.credits.models import Account, Entry

SHOWN = 20
NONE: Value = Value(0, output_field=BigIntegerField())
UNLIMITED: Value = Value(-1, output_field=BigIntegerField())

RESERVES = Entry.objects.filter(kind=Entry.Kind.RESERVE)
RESOLUTIONS = Entry.objects.filter(kind__in=Entry.RESOLUTIONS)


def broken() -> list[str]:
    """One sentence per promise that does not hold, with the first ids; empty is what is wanted."""
    found = [_told(sentence, rows()) for sentence, rows in PROMISES.items()]
    missing = sorted(triggers.missing(connection))
    return [text for text in found if text] + [f"the trigger {name} is missing" for name in missing]


def _told(sentence: str, ids: QuerySet[Any, Any]) -> str:
    first = [str(pk) for pk in ids[: SHOWN + 1]]
    more = " and more" if len(first) > SHOWN else ""
    return f"{sentence}: {', '.join(first[:SHOWN])}{more}" if first else ""


def _uncounted(path: str = "") -> Q:
    """While the allowance is unlimited, what is used of it is told but not counted."""
    kinds = [Entry.Kind.RESERVE, *Entry.RESOLUTIONS]
    return Q((f"{path}allowance_after__isnull", True), (f"{path}kind__in", kinds))


def _total(field: str, only: Q | None = None) -> Coalesce:
    return Coalesce(Sum(f"entries__{field}", filter=only), NONE, output_field=BigIntegerField())


def _not_the_sum_of_entries() -> QuerySet[Any, Any]:
    sums = Account.objects.annotate(
        allowance_sum=_total("d_allowance", ~_uncounted("entries__")),
        granted_sum=_total("d_granted"),
        reserved_sum=_total("d_reserved"),
    )
    equal = Q(
        allowance_sum=Coalesce("allowance_left", NONE),
        granted_sum=F("granted"),
        reserved_sum=F("reserved"),
    )
    return sums.exclude(equal).values_list("pk", flat=True)


def _not_where_the_last_entry_left_it() -> QuerySet[Any, Any]:
    """The sum alone would not tell an empty allowance from an unlimited one."""
    mine = Entry.objects.filter(account=OuterRef("pk")).order_by("-id")
    pot = Coalesce("allowance_after", UNLIMITED)
    last = Coalesce(Subquery(mine.values(pot=pot)[:1]), NONE, output_field=BigIntegerField())
    now = Coalesce("allowance_left", UNLIMITED)
    return Account.objects.annotate(last=last).exclude(last=now).values_list("pk", flat=True)


def _reserved_is_not_what_is_open() -> QuerySet[Any, Any]:
    answered = RESOLUTIONS.filter(reference=OuterRef("reference"))
    mine = RESERVES.filter(~Exists(answered), account=OuterRef("pk")).order_by()
    total = mine.values("account").annotate(total=Sum("d_reserved")).values("total")
    opened = Account.objects.annotate(
        open=Coalesce(Subquery(total), NONE, output_field=BigIntegerField())
    )
    return opened.exclude(open=F("reserved")).values_list("pk", flat=True)


def _negative_accounts() -> QuerySet[Any, Any]:
    negative = Q(granted__lt=0) | Q(reserved__lt=0) | Q(allowance_left__lt=0)
    return Account.objects.filter(negative).values_list("pk", flat=True)


def _negative_entries() -> QuerySet[Any, Any]:
    negative = Q(granted_after__lt=0) | Q(reserved_after__lt=0) | Q(allowance_after__lt=0)
    return Entry.objects.filter(negative).values_list("pk", flat=True)


def _repeated(entries: QuerySet[Entry]) -> QuerySet[Any, Any]:
    counted = entries.order_by().values("reference").annotate(times=Count("pk"))
    return counted.filter(times__gt=1).values_list("reference", flat=True)


def _not_answering_a_reserve() -> QuerySet[Any, Any]:
    """The parts of a settle or release add up to the reserve, pot by pot at the most."""
    reserve = RESERVES.filter(
        reference=OuterRef("reference"),
        account=OuterRef("account"),
        id__lt=OuterRef("id"),
        d_reserved=-OuterRef("d_reserved"),
        d_allowance__lte=-OuterRef("d_allowance") - OuterRef("lapsed"),
        d_granted__lte=-OuterRef("d_granted"),
    )
    parts = F("charged") + F("lapsed") + F("d_allowance") + F("d_granted")
    whole = Q(d_reserved=-parts, charged__gte=0, lapsed__gte=0)
    answers = RESOLUTIONS.filter(~whole | ~Exists(reserve))
    return answers.values_list("pk", flat=True)


def _before(expression: Any) -> Window:
    return Window(Lag(expression, default=NONE), partition_by="account_id", order_by="id")


def _not_following_the_entry_before() -> QuerySet[Any, Any]:
    moved = Case(When(_uncounted(), then=NONE), default=F("d_allowance"))
    chained = Entry.objects.annotate(
        pot_before=_before(Coalesce("allowance_after", UNLIMITED)),
        allowance_now=_sum(_before(Coalesce("allowance_after", NONE)), moved),
        granted_now=_sum(_before("granted_after"), F("d_granted")),
        reserved_now=_sum(_before("reserved_after"), F("d_reserved")),
    )
    follows = Q(
        allowance_now=Coalesce("allowance_after", NONE),
        granted_now=F("granted_after"),
        reserved_now=F("reserved_after"),
    )
    return chained.filter(~follows | _switches_by_the_way()).values_list("pk", flat=True)


def _switches_by_the_way() -> Q:
    """Only a refill or an adjustment may begin or end unlimited."""
    begins = Q(pot_before__gte=0, allowance_after__isnull=True)
    ends = Q(pot_before__lt=0, allowance_after__isnull=False)
    return ~Q(kind__in=[Entry.Kind.REFILL, Entry.Kind.ADJUST]) & (begins | ends)


def _sum(left: Any, right: Any) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(left + right, output_field=BigIntegerField())


PROMISES: dict[str, Callable[[], QuerySet[Any, Any]]] = {
    "accounts whose balances are not the sum of their entries": _not_the_sum_of_entries,
    "accounts not where their last entry left them": _not_where_the_last_entry_left_it,
    "accounts whose reserved credits are not their open reserves": _reserved_is_not_what_is_open,
    "accounts below zero": _negative_accounts,
    "entries with a balance below zero": _negative_entries,
    "references reserved more than once": lambda: _repeated(RESERVES),
    "references resolved more than once": lambda: _repeated(RESOLUTIONS),
    "settles or releases that do not answer their reserve": _not_answering_a_reserve,
    "entries that do not follow the one before": _not_following_the_entry_before,
}
