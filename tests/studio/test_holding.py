"""Paused, resumed, stopped: what waits is kept or given up once, what is sent goes on."""

from contextlib import ExitStack
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from providers.errors import Busy
from providers.types import Accepted, Failed
from studio.credits import invariants
from studio.credits.models import Account
from studio.lifecycle import answer, ask, batches, holding, outcomes, poll, rescue, submit
from studio.models import Attempt, Batch, Change, Task, Vendor
from tests.studio import scene
from tests.studio.test_batches import grid


@pytest.fixture
def made(db):
    return scene.an_offer()


@pytest.fixture
def batch(member, made):
    return batches.admit(grid(member, [made], ["a", "b", "c"]))


def statuses():
    return sorted(Task.objects.values_list("status", flat=True))


def test_nothing_of_a_paused_batch_is_sent(batch):
    assert holding.pause(batch)

    scene.due()
    assert scene.lease() == []
    assert statuses() == ["queued"] * 3


def test_a_paused_batch_does_not_keep_the_sweep_awake(batch):
    holding.pause(batch)

    assert not submit.waiting(timezone.now() + timedelta(minutes=2))


def test_others_are_served_while_a_batch_is_paused(batch, member, made):
    holding.pause(batch)
    scene.due()

    task = scene.task(scene.person("other"), made)

    assert [item.task_id for item in scene.lease()] == [task.pk]


def test_resumed_it_goes_on_at_once(batch):
    holding.pause(batch)

    assert holding.resume(scene.fresh(batch))
    assert len(scene.lease()) == 3
    assert not holding.resume(scene.fresh(batch))


def test_what_is_sent_already_goes_on_while_paused(batch):
    (first, *_rest) = scene.lease(1)
    holding.pause(batch)

    assert submit.prepare(first, scene.ME)
    answer.record(answer.load(first.attempt_id), Accepted({"id": "v"}, "v"), 200)

    assert statuses() == ["queued", "queued", "running"]


def test_a_refusal_while_paused_waits_with_the_others(batch):
    (first, *_rest) = scene.lease(1)
    submit.prepare(first, scene.ME)
    holding.pause(batch)

    answer.record(answer.load(first.attempt_id), Busy("later"), 429)
    scene.due()

    assert scene.lease() == [] and statuses() == ["queued"] * 3


def test_no_deadline_runs_while_a_batch_is_paused(batch):
    holding.pause(batch)
    Task.objects.update(created_at=timezone.now() - timedelta(days=9))
    Vendor.objects.update(enabled=False)
    scene.due()

    rescue.rescue()

    assert statuses() == ["queued"] * 3


def test_a_stop_returns_what_waits_and_lets_the_rest_finish(batch, member):
    (first, *_rest) = scene.lease(1)

    assert holding.stop(batch) == 2

    assert statuses() == ["cancelled", "cancelled", "submitting"]
    assert Account.objects.get(user=member).reserved == 2
    assert Task.objects.get(status="submitting").pk == first.task_id


def test_a_second_stop_returns_nothing_more(batch, member):
    holding.stop(batch)
    available = Account.objects.get(user=member).available

    assert holding.stop(scene.fresh(batch)) == 0
    assert Account.objects.get(user=member).available == available == 100
    assert not holding.pause(scene.fresh(batch))


def test_a_refused_task_of_a_stopped_batch_is_given_up(batch, member):
    (first, *_rest) = scene.lease(1)
    submit.prepare(first, scene.ME)
    holding.stop(batch)
    answer.record(answer.load(first.attempt_id), Busy("later"), 429)
    scene.due()

    assert scene.lease() == []
    rescue.rescue()

    assert statuses() == ["cancelled"] * 3
    assert Account.objects.get(user=member).reserved == 0


def test_a_stop_that_broke_off_is_finished_by_the_rescue(batch):
    Batch.objects.update(stopped_at=timezone.now())
    scene.due()

    assert scene.lease() == []
    rescue.rescue()

    assert statuses() == ["cancelled"] * 3


def test_a_task_made_again_after_the_stop_is_sent(batch, member):
    holding.stop(batch)

    again = ask.retry(Task.objects.first(), member)
    rescue.rescue()

    assert [item.task_id for item in scene.lease()] == [again.pk]


def test_every_change_of_a_batch_is_news(batch):
    Change.objects.all().delete()

    holding.pause(batch)
    holding.resume(scene.fresh(batch))
    holding.stop(scene.fresh(batch))

    assert Change.objects.filter(kind="batch", object_id=str(batch.pk)).count() == 3


class Holding(RuleBasedStateMachine):
    """Pauses, stops and sends in any order: no task is sent that was held, no credit is lost."""

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.member = scene.person(str(uuid4()), credits=60)
        made = scene.an_offer("grsai", slug=f"v-{uuid4()}")
        self.batches = [batches.admit(grid(self.member, [made], list("abc"))) for _ in range(2)]

    def teardown(self):
        transaction.set_rollback(True)
        self.stack.close()

    def _batch(self, number):
        return scene.fresh(self.batches[number])

    @rule(number=st.integers(0, 1))
    def pause(self, number):
        holding.pause(self._batch(number))

    @rule(number=st.integers(0, 1))
    def resume(self, number):
        holding.resume(self._batch(number))

    @rule(number=st.integers(0, 1))
    def stop(self, number):
        holding.stop(self._batch(number))

    @rule(room=st.integers(1, 4), what=st.sampled_from(["accepted", "busy", "left"]))
    def send(self, room, what):
        scene.due()
        for item in scene.lease(room):
            task = Task.objects.select_related("run__batch").get(pk=item.task_id)
            assert not holding.is_held(task)
            if what == "left":
                continue
            submit.prepare(item, scene.ME)
            name = uuid4().hex
            said = Accepted({"id": name}, name) if what == "accepted" else Busy("later")
            answer.record(answer.load(item.attempt_id), said, 200)

    @rule()
    def time_passes(self):
        for task in Task.objects.filter(status="submitting"):
            scene.lost_lease(task)
        rescue.rescue()

    @rule()
    def vendor_fails_one(self):
        for item in poll.polls(Attempt.objects.filter(task__status="running"))[:1]:
            outcomes.record(item, Failed("upstream_failed", "broke"))

    @invariant()
    def credits_add_up(self):
        account = Account.objects.get(user=self.member)
        open_ = Task.objects.filter(author=self.member).exclude(status__in=Task.FINAL)
        assert account.reserved == sum(task.credits for task in open_)
        assert account.available + account.reserved == 60
        assert not invariants.broken()

    @invariant()
    def a_stop_leaves_nothing_waiting_for_long(self):
        for batch in Batch.objects.filter(stopped_at__isnull=False):
            rescue.rescue()
            assert not Task.objects.filter(run__batch=batch, status="queued").exists()


@pytest.mark.django_db
def test_any_order_of_pauses_stops_and_sends_keeps_the_promises():
    run_state_machine_as_test(
        Holding,
        settings=hypothesis_settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
