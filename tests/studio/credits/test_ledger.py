from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from studio.credits import book, ledger
from studio.credits.errors import InsufficientCredits, StaleBalance, UnknownReference
from studio.credits.models import Account, Entry

from .conftest import pots


def test_a_reservation_takes_credits_out_of_what_is_available(account):
    ledger.reserve(account, 30, uuid4())

    assert pots(account) == (0, 70, 30)
    assert account.available == 70


def test_the_allowance_is_spent_before_grants(opened):
    account = opened("bob", granted=50, allowance=40)

    ledger.reserve(account, 60, uuid4())

    assert pots(account) == (0, 30, 60)


def test_more_than_is_available_is_refused_and_nothing_is_written(opened):
    account = opened("bob", granted=50, allowance=40)
    before = Entry.objects.count()

    with pytest.raises(InsufficientCredits) as caught:
        ledger.reserve(account, 91, uuid4())

    assert (caught.value.needed, caught.value.available) == (91, 90)
    assert pots(account) == (40, 50, 0)
    assert Entry.objects.count() == before


def test_a_run_is_admitted_as_a_whole_or_not_at_all(account):
    wanted = [(uuid4(), 40), (uuid4(), 40), (uuid4(), 40)]

    with pytest.raises(InsufficientCredits):
        ledger.reserve_many(account, wanted)
    ledger.reserve_many(account, wanted[:2])

    assert pots(account) == (0, 20, 80)


def test_a_run_divides_the_allowance_over_its_references_in_order(opened):
    account = opened("bob", granted=50, allowance=50)

    entries = ledger.reserve_many(account, [(uuid4(), 30), (uuid4(), 30), (uuid4(), 30)])

    assert [(e.d_allowance, e.d_granted) for e in entries] == [(-30, 0), (-20, -10), (0, -30)]
    assert [e.reserved_after for e in entries] == [30, 60, 90]


def test_a_run_of_any_length_costs_the_same_number_of_queries(opened, django_assert_num_queries):
    account = opened("bob", granted=1000)

    # Lock, quota, one conditional update, one insert.
    with django_assert_num_queries(4):
        ledger.reserve_many(account, [(uuid4(), 1) for _ in range(20)])


def test_a_free_model_is_reserved_and_settled_for_nothing(opened):
    account, task = opened("bob"), uuid4()

    ledger.reserve(account, 0, task)

    assert ledger.settle(task, 0)
    assert pots(account) == (0, 0, 0)


def test_settling_charges_the_spent_part_and_returns_the_rest_in_one_entry(opened):
    account, task = opened("bob", granted=50, allowance=40), uuid4()
    ledger.reserve(account, 60, task)

    assert ledger.settle(task, 45)

    entry = Entry.objects.get(kind="settle")
    assert (entry.charged, entry.d_reserved, entry.lapsed) == (45, -60, 0)
    assert (entry.d_allowance, entry.d_granted) == (0, 15)
    assert pots(account) == (0, 45, 0)


def test_what_settling_returns_goes_to_the_pots_it_came_from(opened):
    account, task = opened("bob", granted=50, allowance=40), uuid4()
    ledger.reserve(account, 60, task)

    ledger.settle(task, 10)

    assert pots(account) == (30, 50, 0)


def test_releasing_returns_everything(opened):
    account, task = opened("bob", granted=50, allowance=40), uuid4()
    ledger.reserve(account, 60, task)

    assert ledger.release(task)

    assert pots(account) == (40, 50, 0)


@pytest.mark.parametrize("again", [lambda t: ledger.settle(t, 5), ledger.release])
@pytest.mark.parametrize("first", [lambda t: ledger.settle(t, 5), ledger.release])
def test_a_reference_is_resolved_once_and_the_transaction_goes_on(account, first, again):
    task = uuid4()
    ledger.reserve(account, 30, task)

    assert first(task)
    after = pots(account)
    assert not again(task)

    assert pots(account) == after


def test_what_was_never_reserved_cannot_be_settled_or_released(account):
    for resolve in (lambda: ledger.settle(uuid4(), 1), lambda: ledger.release(uuid4())):
        with pytest.raises(UnknownReference):
            resolve()


def test_no_more_is_charged_than_was_reserved(account):
    task = uuid4()
    ledger.reserve(account, 30, task)

    with pytest.raises(ValueError, match="31 of 30"):
        ledger.settle(task, 31)

    assert pots(account) == (0, 70, 30)


def test_a_reference_is_reserved_once(account):
    task = uuid4()
    ledger.reserve(account, 30, task)

    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.reserve(account, 30, task)

    assert pots(account) == (0, 70, 30)


@pytest.mark.parametrize("amount", [-1, 1.0, True, "1", None])
def test_only_whole_amounts_are_credits(account, amount):
    with pytest.raises(ValueError, match="not a number of credits"):
        ledger.reserve(account, amount, uuid4())


def test_a_grant_names_who_gave_it_and_why(account):
    entry = ledger.grant(account, 25, account.user, "a good week")

    entry.refresh_from_db()
    assert (entry.actor, entry.reason, entry.granted_after) == (account.user, "a good week", 125)


def test_nothing_is_neither_granted_nor_adjusted(account):
    for move in (ledger.grant, ledger.adjust):
        with pytest.raises(ValueError, match="nothing"):
            move(account, 0, None, "")


def test_an_adjustment_down_takes_grants_before_the_allowance(opened):
    account = opened("bob", granted=50, allowance=40)

    ledger.adjust(account, -60, None, "granted by mistake")

    assert pots(account) == (30, 0, 0)


def test_an_adjustment_up_adds_to_the_grants(account):
    ledger.adjust(account, 5, None, "a rounding")

    assert pots(account) == (0, 105, 0)


def test_an_adjustment_never_touches_what_is_reserved(account):
    ledger.reserve(account, 60, uuid4())

    with pytest.raises(InsufficientCredits):
        ledger.adjust(account, -41, None, "too much")

    assert pots(account) == (0, 40, 60)


def test_an_account_is_opened_once(account):
    assert ledger.open_account(account.user) == account


@pytest.mark.django_db(transaction=True)
def test_credits_move_only_inside_a_transaction(opened):
    account = opened("bob", granted=10)

    with pytest.raises(TransactionManagementError):
        ledger.reserve(account, 1, uuid4())


def test_balances_read_without_a_lock_lose_against_a_move(account):
    stale = Account.objects.get(pk=account.pk)
    ledger.reserve(account, 10, uuid4())

    with pytest.raises(StaleBalance):
        book.post(stale, [Entry(kind=Entry.Kind.GRANT, d_granted=1)])

    assert pots(account) == (0, 90, 10)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no aborted transactions")
@pytest.mark.postgres
def test_a_repeated_resolution_leaves_the_transaction_usable(account):
    task = uuid4()
    with transaction.atomic():
        ledger.reserve(account, 10, task)
        ledger.release(task)
        ledger.release(task)

        assert Account.objects.filter(pk=account.pk).exists()
