import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from studio.credits import invariants, ledger
from studio.credits.models import Quota


def open_for(name, granted=0, allowance=0, **quota):
    """An account with grants and, where an allowance is asked for, a monthly quota."""
    user = get_user_model().objects.create(username=name)
    account = ledger.open_account(user)
    with transaction.atomic():
        if granted:
            ledger.grant(account, granted, None, "for a test")
        if allowance != 0 or quota:
            Quota.objects.create(user=user, allowance=allowance, **quota)
            ledger.refill(account)
    return account


def pots(account):
    """(allowance, granted, reserved) as they are in the database."""
    account.refresh_from_db()
    return account.allowance_left, account.granted, account.reserved


@pytest.fixture
def opened(db):
    """Opens accounts, and in the end proves that the books are right."""
    yield open_for
    assert invariants.broken() == []


@pytest.fixture
def account(opened):
    return opened("alice", granted=100)
