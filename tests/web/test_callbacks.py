import json

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from providers.types import Accepted, Completed, Output
from studio import hooks
from studio.lifecycle import answer
from studio.models import Attempt, GenerationModel, Result, StoredReply, Task
from tests.conftest import offer, vendor
from tests.web import support
from tests.web.support import browser


@pytest.fixture
def attempt(alice):
    """Sent to a vendor that calls back; its answer has not been stored yet."""
    made = offer(vendor("apixo", "http://127.0.0.1:9"), "nano-banana-2")
    task = support.run(alice).tasks.get()
    soon = timezone.now() + timezone.timedelta(minutes=1)
    Task.objects.filter(pk=task.pk).update(status="submitting", next_action_at=soon)
    return Attempt.objects.create(
        task=task,
        number=1,
        vendor=made.vendor,
        offer=made,
        key=made.vendor.keys.get(),
        state="sent",
        idempotency_key=task.pk,
        sends=1,
    )


def call_back(attempt, vendor_id="v-1", token=None, body=None):
    path = f"/hooks/{attempt.pk}/{token or hooks.token(attempt.pk)}/"
    sent = body if body is not None else {"data": {"taskId": vendor_id, "state": "success"}}
    return browser().post(path, sent, "application/json")


def fresh(attempt):
    row = Attempt.objects.select_related("task").get(pk=attempt.pk)
    return row, row.task


def put(attempt, task, **fields):
    Attempt.objects.filter(pk=attempt.pk).update(**fields)
    Task.objects.filter(pk=attempt.task_id).update(**task)


def test_an_early_callback_is_remembered_and_its_task_asked_for(attempt):
    reply = call_back(attempt)

    row, task = fresh(attempt)
    assert reply.status_code == 200
    assert (row.state, row.vendor_task_id) == ("accepted", "v-1")
    assert row.operation == {"model": "nano-banana-2", "taskId": "v-1"}
    assert (task.status, row.called_back_at is not None) == ("running", True)
    assert task.next_action_at <= timezone.now() < task.deadline_at
    assert OrmQ.objects.count() == 2  # the run's own ring, and this one


def test_a_lost_answer_is_found_by_the_callback(attempt):
    put(attempt, {"status": "unknown"}, state="unknown", finished_at=timezone.now())

    call_back(attempt)

    row, task = fresh(attempt)
    assert (row.state, task.status) == ("accepted", "running")


def test_a_callback_never_says_how_a_task_ended(attempt):
    call_back(attempt, body={"data": {"taskId": "v-1", "state": "failed", "resultJson": "x"}})

    assert fresh(attempt)[1].status == "running"
    assert not Result.objects.exists()


@pytest.mark.parametrize("body", [b"", b"\xff", "nonsense", {"data": []}, {"data": {"taskId": ""}}])
def test_a_callback_that_says_nothing_changes_nothing(attempt, body):
    reply = call_back(attempt, body=body)

    row, task = fresh(attempt)
    assert reply.status_code == 200
    assert (row.state, row.operation, task.status) == ("sent", None, "submitting")


def test_the_id_of_another_attempt_is_not_taken(attempt, alice):
    model = GenerationModel.objects.get()
    other = support.run(alice, "another", vendor="apixo").tasks.get()
    Attempt.objects.create(
        task=other,
        number=1,
        vendor=attempt.vendor,
        offer=attempt.offer,
        key=attempt.key,
        state="accepted",
        idempotency_key=other.pk,
        vendor_task_id="v-1",
    )

    assert call_back(attempt, "v-1").status_code == 200
    assert (fresh(attempt)[0].state, model.slug) == ("sent", "nano-banana-2")


def test_a_duplicate_is_only_an_extra_look(attempt):
    later = timezone.now() + timezone.timedelta(minutes=5)
    known = {"model": "nano-banana-2", "taskId": "v-1"}
    put(attempt, {"status": "running", "next_action_at": later}, state="accepted", operation=known)

    for _ in range(3):
        call_back(attempt, "forged")

    row, task = fresh(attempt)
    assert (row.operation, task.status) == (known, "running")
    assert task.next_action_at <= timezone.now()
    assert OrmQ.objects.count() == 2


def test_a_finished_task_stays_finished(attempt):
    support.finish(attempt.task, "failed", failure_code="timeout")

    reply = call_back(attempt)

    assert reply.status_code == 200
    assert (fresh(attempt)[0].state, fresh(attempt)[1].status) == ("sent", "failed")


def test_the_answer_that_comes_after_its_callback_counts_for_more(attempt):
    call_back(attempt, "forged")
    true = Accepted({"model": "nano-banana-2", "taskId": "v-2"}, "v-2", cost="3")

    answer.record(attempt, true, 200)

    row, task = fresh(attempt)
    assert (row.vendor_task_id, row.operation["taskId"], row.vendor_cost) == ("v-2", "v-2", "3")
    assert (row.state, task.status) == ("accepted", "running")


def test_results_that_come_after_the_callback_are_kept(attempt):
    call_back(attempt)
    StoredReply.objects.create(attempt=attempt, status=200, body=b"{}")

    answer.record(attempt, Completed((Output("http://127.0.0.1:9/1.png"),)), 200)

    row, task = fresh(attempt)
    assert (row.state, task.status) == ("completed", "archiving")
    assert Result.objects.get().source == "http://127.0.0.1:9/1.png"
    assert not StoredReply.objects.exists()


def test_silence_after_the_callback_changes_nothing(attempt):
    call_back(attempt)

    answer.record_unknown(attempt, "cut")
    answer.record_not_sent(attempt, "refused")

    assert (fresh(attempt)[0].state, fresh(attempt)[1].status) == ("accepted", "running")


def test_only_the_right_address_is_answered(attempt):
    other = "00000000-0000-4000-8000-000000000000"

    assert call_back(attempt, token="0" * 64).status_code == 404
    assert call_back(attempt, token="é").status_code == 404
    assert browser().post(f"/hooks/{other}/{hooks.token(other)}/").status_code == 404
    assert browser().get(f"/hooks/{attempt.pk}/{hooks.token(attempt.pk)}/").status_code == 405
    assert fresh(attempt)[0].called_back_at is None


def test_a_callback_has_a_largest_size(attempt):
    reply = call_back(attempt, body=json.dumps({"data": "x" * 70_000}))

    assert reply.status_code == 413
    assert fresh(attempt)[0].called_back_at is None
