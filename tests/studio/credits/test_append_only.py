from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import Error, IntegrityError, connection, models, transaction

from studio.credits import ledger, triggers
from studio.credits.models import Entry


@pytest.fixture
def held(account):
    return ledger.reserve(account, 30, uuid4())


def answer(held, **fields):
    """A release of `held`, written past the ledger."""
    whole = {"d_granted": 30, "d_reserved": -30, "granted_after": 100, "reserved_after": 0}
    values = {"account": held.account, "reference": held.reference, "allowance_after": 0} | whole
    with transaction.atomic():
        Entry.objects.create(**{"kind": "release"} | values | fields)


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries.update(reason="nothing happened"),
        lambda entries: entries.delete(),
        lambda entries: entries[0].delete(),
        lambda entries: models.Model.save(entries[0]),
    ],
)
def test_an_entry_is_neither_changed_nor_deleted(account, change):
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        change(Entry.objects.all())

    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"d_granted": 29, "d_reserved": -29},  # not in full
        {"d_granted": 0, "d_allowance": 30},  # into the other pot
        {"d_granted": 31, "d_reserved": -31},  # more than was reserved
        {"reference": "00000000-0000-4000-8000-000000000000"},  # never reserved
    ],
)
def test_a_release_that_does_not_answer_its_reserve_is_refused(held, wrong):
    with pytest.raises(IntegrityError, match="answers one reserve"):
        answer(held, **wrong)


def test_a_release_from_another_account_is_refused(held, opened):
    with pytest.raises(IntegrityError, match="answers one reserve"):
        answer(held, account=opened("bob"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "settle", "charged": 10},  # parts that do not add up
        {"kind": "settle", "charged": -10, "lapsed": 10},
        {"charged": 30, "d_granted": 0},  # a release that charges
        {"granted_after": -1},
        {"kind": "grant"},
        {"kind": "gift"},
        {"period": "2026-11"},
    ],
)
def test_an_entry_with_impossible_numbers_is_refused(held, wrong):
    with pytest.raises(IntegrityError):
        answer(held, **wrong)


@pytest.mark.parametrize("numbers", [{"granted": -1}, {"reserved": -1}, {"allowance_left": -1}])
def test_a_balance_below_zero_is_refused(account, numbers):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(account).objects.filter(pk=account.pk).update(**numbers)


def test_a_member_with_an_account_is_not_deleted(account):
    with pytest.raises(models.ProtectedError):
        account.user.delete()


@pytest.mark.django_db(transaction=True)
def test_flushing_the_site_empties_the_ledger_and_guards_it_again(opened):
    opened("bob", granted=10)

    call_command("flush", interactive=False, verbosity=0)

    assert not Entry.objects.exists()
    assert triggers.missing(connection) == set()
