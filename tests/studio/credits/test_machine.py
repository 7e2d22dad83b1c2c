"""Random histories, compared after every step with a ledger of a few lines of Python."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from studio.credits import invariants, ledger, quotas, statements
from studio.credits.errors import InsufficientCredits
from studio.credits.models import Quota

from .model import Books, Plan

AMOUNTS = st.integers(0, 120)
ALLOWANCES = st.none() | st.integers(0, 200)
STEPS = st.sampled_from([timedelta(hours=7), timedelta(days=3), timedelta(days=31)])


class LedgerMachine(RuleBasedStateMachine):
    references = Bundle("references")

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        start = datetime(2026, 11, 20, 9, tzinfo=UTC)
        self.clock = self.stack.enter_context(time_machine.travel(start, tick=False))
        self.now = start
        self.stack.enter_context(transaction.atomic())
        self.user = get_user_model().objects.create(username=str(uuid4()))
        self.account = ledger.open_account(self.user)
        self.books = Books()
        self.looks = 0

    def teardown(self):
        assert invariants.broken() == []
        transaction.set_rollback(True)
        self.stack.close()

    @rule(target=references, amount=AMOUNTS)
    def reserve(self, amount):
        return self._reserved([(uuid4(), amount)])

    @rule(target=references, amounts=st.lists(AMOUNTS, min_size=1, max_size=4))
    def reserve_many(self, amounts):
        return self._reserved([(uuid4(), amount) for amount in amounts])

    @rule(reference=references, part=st.integers(0, 4))
    def settle(self, reference, part):
        reserved = statements.summary([reference])[reference].reserved
        charged = reserved * part // 4

        assert ledger.settle(reference, charged) == self.books.resolve(reference, charged)

    @rule(reference=references)
    def release(self, reference):
        assert ledger.release(reference) == self.books.resolve(reference, 0)

    @rule(amount=st.integers(1, 150))
    def grant(self, amount):
        ledger.grant(self.account, amount, None, "a grant")
        self.books.granted += amount

    @rule(delta=st.integers(-150, 50).filter(bool))
    def adjust(self, delta):
        try:
            ledger.adjust(self.account, delta, None, "a correction")
        except InsufficientCredits:
            assert not self.books.adjust(delta)
        else:
            assert self.books.adjust(delta)

    @rule(step=STEPS)
    def time_passes(self, step):
        self.now += step
        self.clock.move_to(self.now)

    @rule()
    def refill(self):
        ledger.refill(self.account)
        self.books.refill(self.now)

    @rule()
    def refill_everyone(self):
        quotas.refill_all(self.now)
        self.books.refill(self.now)

    @rule(
        allowance=ALLOWANCES,
        period=st.sampled_from(Quota.Period.values),
        rollover=st.sampled_from([0, 0, 20, 500]),
        enabled=st.sampled_from([True, True, True, False]),
    )
    def quota(self, allowance, period, rollover, enabled):
        fields = {"allowance": allowance, "period": period, "rollover": rollover}
        Quota.objects.update_or_create(user=self.user, defaults=fields | {"enabled": enabled})
        self.books.plan = Plan(allowance, period, rollover, enabled)

    @rule()
    def no_quota(self):
        Quota.objects.filter(user=self.user).delete()
        self.books.plan = None

    @invariant()
    def the_pots_agree(self):
        self.account.refresh_from_db()
        ours, books = self.account, self.books

        assert (ours.allowance_left, ours.granted) == (books.allowance, books.granted)
        assert (ours.reserved, ours.available) == (books.reserved, books.available)

    @invariant()
    def the_charges_agree(self):
        found = statements.summary([*self.books.open, *self.books.resolved])
        told = {
            reference: (charge.reserved, charge.charged, charge.returned, charge.lapsed)
            for reference, charge in found.items()
        }

        waiting = {ref: (sum(shares), 0, 0, 0) for ref, shares in self.books.open.items()}
        assert told == self.books.resolved | waiting

    @invariant()
    def the_books_are_proven(self):
        """Every fourth time and at the end: the entries stay, and so does what is wrong with them."""
        self.looks += 1
        if self.looks % 4 == 0:
            assert invariants.broken() == []

    def _reserved(self, wanted):
        try:
            with transaction.atomic():
                ledger.reserve_many(self.account, wanted)
        except InsufficientCredits:
            assert not self.books.reserve(wanted, self.now)
            return multiple()
        assert self.books.reserve(wanted, self.now)
        return multiple(*(reference for reference, _ in wanted))


@pytest.mark.timeout(600)
def test_any_history_agrees_with_the_model(db):
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
