"""Random histories of tasks: whatever happens in whatever order, the promises hold."""

from contextlib import ExitStack
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from providers.errors import Busy, ContentPolicy, ProtocolError, Unauthorized
from providers.types import Accepted, Completed, Failed, Output, Pending, Succeeded
from studio import files
from studio.credits import invariants
from studio.credits.errors import InsufficientCredits
from studio.credits.models import Account
from studio.lifecycle import answer, archive, ask, finish, outcomes, poll, rescue, submit
from studio.lifecycle.failures import Failure
from studio.models import Attempt, Notification, Task
from tests.studio import scene

ANSWERS = {
    "accepted": lambda: Accepted({"id": (name := uuid4().hex)}, name),
    "completed": lambda: Completed((Output(scene.DATA_URI), Output(scene.DATA_URI))),
    "half": lambda: Completed((Output(scene.DATA_URI),)),
    "busy": lambda: Busy("later"),
    "refused": lambda: ContentPolicy("no"),
    "no key": lambda: Unauthorized("who?"),
    "garbage": lambda: ProtocolError("?"),
}
WORDS = {
    "pending": lambda: Pending(progress=40),
    "succeeded": lambda: Succeeded((Output(scene.DATA_URI), Output("data:,no"))),
    "failed": lambda: Failed("upstream_failed", "broke"),
    "cancelled": lambda: Failed("upstream_failed", "stopped", cancelled=True),
}


class Histories(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.member = scene.person(str(uuid4()), credits=40)
        self.offers = [
            scene.an_offer("seedhorse", slug=f"a-{uuid4()}"),
            scene.an_offer("grsai", slug=f"b-{uuid4()}"),
        ]
        self.leases = []

    def teardown(self):
        transaction.set_rollback(True)
        self.stack.close()

    @rule(pinned=st.booleans())
    def create(self, pinned):
        vendor = self.offers[1].vendor.slug if pinned else ""
        try:
            scene.run(self.member, self.offers[0], count=2, vendor=vendor)
        except InsufficientCredits:
            assert Account.objects.get(user=self.member).available < 8

    @rule()
    def lease(self):
        scene.due()
        self.leases += submit.lease(scene.ME, 2) + rescue.lease_again(scene.ME, 2)

    @rule()
    def mark_sent(self):
        for item in self.leases:
            submit.prepare(item, scene.ME)
        self.leases = []

    @rule(name=st.sampled_from(sorted(ANSWERS)))
    def answered(self, name):
        """The latest attempt is answered, wherever its task stands by now."""
        for attempt in Attempt.objects.exclude(state="prepared").order_by("-created_at")[:1]:
            answer.record(answer.load(attempt.pk), ANSWERS[name](), 200)

    @rule()
    def not_sent(self):
        for attempt in Attempt.objects.filter(state="sent")[:1]:
            answer.record_not_sent(answer.load(attempt.pk), "cannot connect")

    @rule()
    def unknown(self):
        for attempt in Attempt.objects.filter(state="sent")[:1]:
            answer.record_unknown(answer.load(attempt.pk), "no answer in time")

    @rule(name=st.sampled_from(sorted(WORDS)), late=st.booleans())
    def polled(self, name, late):
        """An accepted attempt is asked for; the look may come after the task has ended."""
        accepted = Attempt.objects.filter(state="accepted")
        word = WORDS[name]()
        for item in poll.polls(accepted, late=late)[:1]:
            if isinstance(word, Pending):
                poll.flush(scene.ME, [poll.judge(item, (1, 1, 1), word)])
            else:
                outcomes.record(item, word)

    @rule()
    def expire(self):
        for item in poll.polls(Attempt.objects.filter(task__status="running"))[:1]:
            outcomes.expire(item)

    @rule(works=st.booleans())
    def archive(self, works):
        real = files.store
        files.store = real if works else trouble
        try:
            for pk in Attempt.objects.filter(results__isnull=False).values_list("task", flat=True):
                archive.archive(pk)
        finally:
            files.store = real

    @rule()
    def cancel(self):
        for task in Task.objects.unfinished()[:1]:
            try:
                ask.cancel(task)
            except ask.NotCancellable:
                assert task.status != "queued"

    @rule()
    def fail(self):
        for task in Task.objects.filter(status__in=("queued", "running")).select_related("run")[:1]:
            finish.fail(task, Failure("interrupted"))

    @rule()
    def crash(self):
        """Every lease runs out, and somebody puts right what is left behind."""
        for task in Task.objects.filter(lease_until__isnull=False):
            scene.lost_lease(task)
        rescue.rescue()

    @invariant()
    def nobody_pays_twice_or_for_nothing(self):
        live = Attempt.objects.filter(state__in=("sent", "unknown", "accepted", "completed"))
        twice = live.values("task").annotate(n=Count("pk")).filter(n__gt=1)
        assert not twice
        assert not invariants.broken()

    @invariant()
    def every_task_has_the_money_and_the_notice_of_its_status(self):
        wanted = {"succeeded": ["reserve", "settle"], "failed": ["release", "reserve"]}
        wanted["cancelled"] = wanted["failed"]
        for task in Task.objects.all():
            assert scene.entries(task) == wanted.get(task.status, ["reserve"])
            assert Notification.objects.filter(task=task).count() == task.is_final


def trouble(*args):
    raise files.StorageTrouble("disk full")


@pytest.mark.django_db
def test_no_history_breaks_a_promise():
    rules = hypothesis_settings(
        max_examples=12,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Histories, settings=rules)
