from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction

from studio.credits import invariants, ledger, quotas
from studio.credits.errors import InsufficientCredits
from studio.credits.models import Entry

from .conftest import open_for, pots

# SQLite lets one writer in at a time: there the same races are short and prove the waiting.
POSTGRESQL = connection.vendor == "postgresql"
LANES = 60 if POSTGRESQL else 12
pytestmark = [pytest.mark.django_db(transaction=True)]
if POSTGRESQL:
    pytestmark.append(pytest.mark.postgres)


def race(moves):
    """Run all moves at once, each in its own transaction; what they returned or raised."""
    lanes = min(len(moves), LANES)
    start = Barrier(lanes)

    def run(number):
        if number < lanes:
            start.wait()
        try:
            with transaction.atomic():
                return moves[number]()
        except InsufficientCredits as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(lanes) as pool:
        return list(pool.map(run, range(len(moves))))


def reserved(entries):
    return [entry for entry in entries if isinstance(entry, Entry)]


def test_sixty_reserves_of_30_against_1000_make_exactly_33():
    account = open_for("alice", granted=600, allowance=400)

    entries = race([lambda: ledger.reserve(account, 30, uuid4())] * 60)

    assert len(reserved(entries)) == 33
    assert pots(account) == (0, 10, 990)
    assert invariants.broken() == []


def test_runs_race_as_wholes():
    account = open_for("alice", granted=1000)

    runs = race([lambda: ledger.reserve_many(account, _run(3, 30))] * 20)

    assert sum(isinstance(run, list) for run in runs) == 11
    assert pots(account) == (0, 10, 990)
    assert invariants.broken() == []


def test_of_three_that_settle_or_release_one_reference_one_does():
    account = open_for("alice", granted=600, allowance=400)
    references = [uuid4() for _ in range(33)]
    with transaction.atomic():
        ledger.reserve_many(account, [(reference, 30) for reference in references])

    done = race([move for reference in references for move in _resolutions(reference)])

    assert (done.count(True), done.count(False)) == (33, 66)
    assert account.entries.filter(kind__in=["settle", "release"]).count() == 33
    assert pots(account)[2] == 0
    assert invariants.broken() == []


def test_reserves_racing_into_a_new_period_refill_it_once():
    account = open_for("alice", allowance=100)

    race([lambda: quotas.refill_due(account, datetime(2040, 1, 1, tzinfo=UTC))] * 20)

    assert account.entries.filter(kind="refill", period="2040-01").count() == 1
    assert invariants.broken() == []


def test_moves_of_many_accounts_do_not_wait_for_one_another_for_ever():
    accounts = [open_for(f"member {number}", granted=100) for number in range(5)]

    entries = race([lambda a=account: ledger.reserve(a, 10, uuid4()) for account in accounts] * 12)

    assert len(reserved(entries)) == 50
    assert invariants.broken() == []


def _run(size, amount):
    return [(uuid4(), amount) for _ in range(size)]


def _resolutions(reference):
    return [
        lambda: ledger.settle(reference, 30),
        lambda: ledger.settle(reference, 10),
        lambda: ledger.release(reference),
    ]
