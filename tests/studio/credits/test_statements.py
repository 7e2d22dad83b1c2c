from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import get_user_model

from studio.credits import ledger, statements
from studio.credits.models import Entry, Quota
from studio.credits.statements import Balance, Charge

DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def test_a_balance_tells_both_pots_what_is_reserved_and_the_next_refill(opened):
    account = opened("bob", granted=50, allowance=40)
    ledger.reserve(account, 45, uuid4())

    assert statements.balances(account.user) == Balance(
        available=45, reserved=45, allowance_left=0, granted=45, resets_at=DECEMBER, limit=40
    )


def test_a_balance_without_a_limit_has_no_number(opened):
    account = opened("vip", granted=50, allowance=None)

    assert statements.balances(account.user) == Balance(
        available=None, reserved=0, allowance_left=None, granted=50, resets_at=None
    )


def test_a_balance_counts_in_a_refill_that_is_due_without_writing_it(
    opened, clock, django_assert_num_queries
):
    account = opened("bob", allowance=40)
    ledger.reserve(account, 40, uuid4())
    user, before = account.user, Entry.objects.count()
    clock.move_to(DECEMBER)

    with django_assert_num_queries(1):
        balance = statements.balances(user)

    assert (balance.available, balance.resets_at.month) == (40, 1)
    assert Entry.objects.count() == before


def test_who_never_had_an_account_has_the_balance_of_the_quota(db, django_assert_num_queries):
    user = get_user_model().objects.create(username="new")
    with django_assert_num_queries(1):
        assert statements.balances(user).available == 0

    Quota.objects.create(user=user, allowance=40)

    with django_assert_num_queries(1):
        assert statements.balances(user).available == 40


def test_what_is_shown_is_what_can_be_reserved(opened, clock):
    account = opened("bob", granted=5, allowance=40, rollover=10)
    clock.move_to(DECEMBER)

    shown = statements.balances(account.user).available
    ledger.reserve(account, shown, uuid4())

    assert statements.balances(account.user).available == 0


def test_a_charge_tells_what_became_of_every_reference(opened):
    account = opened("bob", granted=100)
    held, settled, released = uuid4(), uuid4(), uuid4()
    ledger.reserve_many(account, [(held, 10), (settled, 20), (released, 30)])
    ledger.settle(settled, 15)
    ledger.release(released)

    assert statements.summary([held, settled, released, uuid4()]) == {
        held: Charge(reserved=10, charged=0, returned=0, lapsed=0),
        settled: Charge(reserved=20, charged=15, returned=5, lapsed=0),
        released: Charge(reserved=30, charged=0, returned=30, lapsed=0),
    }


def test_a_charge_tells_what_lapsed(opened, clock):
    account, task = opened("bob", allowance=40), uuid4()
    ledger.reserve(account, 40, task)
    clock.move_to(DECEMBER)
    ledger.reserve(account, 10, uuid4())

    ledger.settle(task, 15)

    assert statements.summary([task])[task] == Charge(
        reserved=40, charged=15, returned=10, lapsed=15
    )


def test_the_entries_of_many_references_come_in_one_query(opened, django_assert_num_queries):
    account = opened("bob", granted=100)
    tasks = [uuid4() for _ in range(10)]
    ledger.reserve_many(account, [(task, 1) for task in tasks])
    ledger.settle(tasks[0], 1)

    with django_assert_num_queries(1):
        entries = statements.entries_for(tasks)

    assert [entry.kind for entry in entries[tasks[0]]] == ["reserve", "settle"]
    assert set(entries) == set(tasks)
