from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from studio.credits import book, ledger, quotas
from studio.credits.models import Entry, Quota

from .conftest import pots

NOVEMBER = datetime(2026, 11, 20, 12, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOVEMBER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def account(opened):
    return opened("alice", granted=50, allowance=100)


def change(account, **fields):
    Quota.objects.filter(user=account.user).update(**fields)


def test_a_refill_fills_the_allowance_up_and_leaves_grants_alone(account):
    ledger.reserve(account, 70, uuid4())

    assert quotas.refill_due(account, DECEMBER)

    assert pots(account) == (100, 50, 70)


def test_the_allowance_is_a_ceiling_not_an_addition(account):
    quotas.refill_due(account, DECEMBER)

    assert pots(account) == (100, 50, 0)
    assert Entry.objects.get(period="2026-12").d_allowance == 0


def test_a_lower_allowance_counts_from_the_next_refill(account):
    change(account, allowance=30)

    assert not quotas.refill_due(account, NOVEMBER)
    assert pots(account) == (100, 50, 0)
    assert quotas.refill_due(account, DECEMBER)
    assert pots(account) == (30, 50, 0)


def test_an_account_is_refilled_once_per_period(account):
    assert quotas.refill_due(account, DECEMBER)
    assert not quotas.refill_due(account, DECEMBER)

    assert Entry.objects.filter(kind="refill").count() == 2


def test_missed_periods_are_not_made_up_for(account):
    ledger.reserve(account, 100, uuid4())

    quotas.refill_due(account, datetime(2027, 5, 3, tzinfo=UTC))

    assert pots(account) == (100, 50, 100)


@pytest.mark.parametrize(("spent", "left"), [(0, 130), (80, 120), (100, 100)])
def test_rollover_keeps_what_the_quota_allows(account, spent, left):
    change(account, rollover=30)
    ledger.reserve(account, spent, uuid4())

    quotas.refill_due(account, DECEMBER)

    assert pots(account)[0] == left


def test_reserving_refills_first_where_a_period_has_begun(account, clock):
    ledger.reserve(account, 150, uuid4())
    clock.move_to(DECEMBER)

    ledger.reserve(account, 100, uuid4())

    assert pots(account) == (0, 0, 250)


def test_no_quota_or_one_that_is_off_refills_nothing(opened, account):
    poor = opened("poor")
    change(account, enabled=False)

    assert not quotas.refill_due(poor, DECEMBER)
    assert not quotas.refill_due(account, DECEMBER)
    assert pots(account) == (100, 50, 0)


def test_periods_begin_in_the_time_zone_of_the_site(account, settings):
    december_in_auckland = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
    settings.TIME_ZONE = "Pacific/Auckland"

    assert not quotas.refill_due(account, december_in_auckland.replace(hour=10))
    assert quotas.refill_due(account, december_in_auckland)


@pytest.mark.parametrize(
    ("period", "key", "ends"),
    [
        ("month", "2026-12", datetime(2027, 1, 1, tzinfo=UTC)),
        ("week", "2026-W53", datetime(2027, 1, 4, tzinfo=UTC)),
        ("day", "2026-12-31", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_period_has_a_name_and_an_end(opened, period, key, ends):
    now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    account = opened("bob", allowance=10, period=period)

    quotas.refill_due(account, now)

    assert Entry.objects.latest("id").period == key
    assert quotas.resets_at(account.user.quota, now) == ends


def test_a_return_after_a_refill_fills_the_allowance_no_higher_than_its_ceiling(account):
    task = uuid4()
    ledger.reserve(account, 120, task)
    quotas.refill_due(account, DECEMBER)
    ledger.reserve(account, 30, uuid4())

    ledger.release(task)

    entry = Entry.objects.get(kind="release")
    assert (entry.d_allowance, entry.d_granted, entry.lapsed) == (30, 20, 70)
    assert pots(account) == (100, 50, 30)


def test_a_return_may_fill_the_room_of_the_rollover_too(account):
    task = uuid4()
    change(account, rollover=25)
    ledger.reserve(account, 60, task)
    quotas.refill_due(account, DECEMBER)
    with time_machine.travel(DECEMBER, tick=False):
        ledger.reserve(account, 20, uuid4())

    ledger.settle(task, 10)

    assert pots(account) == (125, 50, 20)
    assert Entry.objects.get(kind="settle").lapsed == 30


def test_a_return_within_its_period_never_lapses(account):
    task = uuid4()
    ledger.reserve(account, 120, task)

    ledger.settle(task, 0)

    assert pots(account) == (100, 50, 0)


def test_a_lowered_quota_takes_nothing_away_at_a_return(account):
    task = uuid4()
    ledger.reserve(account, 20, task)
    change(account, allowance=10)

    ledger.release(task)

    assert pots(account) == (80, 50, 0)


def test_an_unlimited_allowance_pays_everything(opened):
    account, task = opened("vip", granted=50, allowance=None), uuid4()

    ledger.reserve(account, 10_000, task)
    assert pots(account) == (None, 50, 10_000)
    assert account.available is None
    ledger.settle(task, 4_000)

    assert pots(account) == (None, 50, 0)
    assert Entry.objects.get(kind="settle").charged == 4_000


def test_unlimited_begins_and_ends_at_once(account):
    change(account, allowance=None)
    quotas.refill_due(account, NOVEMBER)
    assert pots(account) == (None, 50, 0)

    change(account, allowance=60)
    quotas.refill_due(account, NOVEMBER)
    assert pots(account) == (60, 50, 0)


def test_unlimited_ends_when_the_quota_is_switched_off_or_deleted(opened):
    off, gone = opened("off", allowance=None), opened("gone", allowance=None)
    change(off, enabled=False)
    Quota.objects.get(user=gone.user).delete()

    for account in (off, gone):
        quotas.refill_due(account, NOVEMBER)
        assert pots(account) == (0, 0, 0)


def test_what_was_reserved_without_a_limit_returns_up_to_the_new_ceiling(opened):
    account, task = opened("vip", allowance=None), uuid4()
    ledger.reserve(account, 500, task)
    change(account, allowance=60)
    quotas.refill_due(account, NOVEMBER)
    ledger.reserve(account, 25, uuid4())

    ledger.settle(task, 100)

    assert pots(account) == (60, 0, 25)
    assert Entry.objects.get(kind="settle").lapsed == 375


def test_what_was_reserved_before_unlimited_is_settled_within_it(account):
    task = uuid4()
    ledger.reserve(account, 120, task)
    change(account, allowance=None)
    quotas.refill_due(account, NOVEMBER)

    ledger.settle(task, 110)

    assert pots(account) == (None, 40, 0)


def test_an_unlimited_account_is_corrected_in_its_grants_alone(opened):
    account = opened("vip", granted=50, allowance=None)

    ledger.adjust(account, -50, None, "a correction")

    assert pots(account) == (None, 0, 0)


def test_everyone_who_is_due_is_refilled_in_batches(opened, account):
    others = [opened(f"m{n}", allowance=10 + n) for n in range(4)]
    opened("poor")
    opened("daily", allowance=5, period="day")
    switched = opened("switched", allowance=None)
    change(switched, allowance=7)

    done = quotas.refill_all(DECEMBER, batch=2)

    assert done == len([account, *others, "daily", "switched"])
    assert quotas.refill_all(DECEMBER, batch=2) == 0
    assert pots(switched) == (7, 0, 0)


def test_refilling_everyone_ends_unlimited_where_the_quota_is_off_or_gone(opened):
    off, gone = opened("off", allowance=None), opened("gone", allowance=None)
    change(off, enabled=False)
    Quota.objects.get(user=gone.user).delete()

    assert quotas.refill_all(NOVEMBER) == 2

    assert pots(off) == pots(gone) == (0, 0, 0)


def test_refilling_everyone_writes_nothing_where_nothing_is_due(account):
    before = Entry.objects.count()

    assert quotas.refill_all(NOVEMBER) == 0
    assert Entry.objects.count() == before


def test_one_refill_per_account_and_period_is_kept_by_the_database(account):
    again = Entry(kind="refill", period="2026-11")

    with pytest.raises(IntegrityError), transaction.atomic():
        book.set_allowance(book.lock(account.pk), 100, again)
