from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F

from studio.credits import invariants, ledger, triggers
from studio.credits.models import Account, Entry

from .conftest import open_for


@pytest.fixture
def account(db):
    """An account with a history, and a database that lets itself be falsified."""
    account = open_for("mallory", granted=100, allowance=50)
    ledger.reserve(account, 30, uuid4())
    done = uuid4()
    ledger.reserve(account, 40, done)
    ledger.settle(done, 25)
    triggers.remove(connection)
    return account


@pytest.fixture(autouse=True)
def true_before(account):
    triggers.install(connection)
    assert invariants.broken() == []
    triggers.remove(connection)


def told():
    triggers.install(connection)
    return "\n".join(invariants.broken())


def test_a_balance_that_no_entry_explains_is_told(account):
    Account.objects.update(granted=F("granted") + 1)

    assert f"not the sum of their entries: {account.pk}" in told()


def test_an_allowance_that_no_entry_explains_is_told(account):
    Account.objects.update(allowance_left=None)

    assert f"not where their last entry left them: {account.pk}" in told()


def test_an_entry_that_makes_an_account_unlimited_by_the_way_is_told(account):
    Account.objects.update(allowance_left=None)
    entry = Entry.objects.latest("id")
    Entry.objects.filter(pk=entry.pk).update(allowance_after=None)

    assert f"do not follow the one before: {entry.pk}" in told()


def test_reserved_credits_without_an_open_reserve_are_told(account):
    Entry.objects.filter(kind="reserve").delete()

    assert f"not their open reserves: {account.pk}" in told()


def test_a_settle_without_its_reserve_is_told():
    settle = Entry.objects.get(kind="settle")
    Entry.objects.filter(kind="settle").update(reference=uuid4())

    assert f"do not answer their reserve: {settle.pk}" in told()


def test_a_missing_link_in_the_chain_is_told():
    after = Entry.objects.filter(kind="reserve").latest("id")
    Entry.objects.filter(pk=after.pk).update(granted_after=F("granted_after") + 1)

    assert f"do not follow the one before: {after.pk}, {after.pk + 1}" in told()


def test_a_trigger_that_is_gone_is_told():
    assert invariants.broken() == [
        f"the trigger {name} is missing" for name in sorted(triggers.NAMES)
    ]

    triggers.install(connection)


def test_many_broken_rows_are_told_in_one_sentence():
    for number in range(30):
        open_for(f"member {number}", granted=10)
    Account.objects.update(granted=F("granted") + 1)

    sentence = told()

    assert sentence.endswith(" and more")
    assert sentence.count(", ") == invariants.SHOWN - 1


def test_the_number_of_questions_does_not_grow_with_the_ledger(django_assert_num_queries):
    triggers.install(connection)

    with django_assert_num_queries(len(invariants.PROMISES) + 1):
        invariants.broken()
