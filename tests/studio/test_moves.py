"""The state machine: what may follow what, once, with the money and the notice."""

from itertools import product

import pytest

from studio.credits import invariants
from studio.lifecycle import finish
from studio.lifecycle.failures import Failure
from studio.lifecycle.moves import NEXT, IllegalMove, move
from studio.models import Change, Notification, Task
from tests.studio import scene

S = Task.Status
FINAL = {"succeeded", "failed", "cancelled"}
ALLOWED = {
    ("queued", "submitting"),
    ("queued", "failed"),
    ("queued", "cancelled"),
    ("submitting", "queued"),
    ("submitting", "unknown"),
    ("submitting", "running"),
    ("submitting", "archiving"),
    ("submitting", "failed"),
    ("unknown", "submitting"),
    ("unknown", "queued"),
    ("unknown", "running"),
    ("unknown", "archiving"),
    ("unknown", "failed"),
    ("running", "archiving"),
    ("running", "failed"),
    ("running", "cancelled"),
    ("archiving", "succeeded"),
    ("archiving", "failed"),
}
ENDINGS = {
    "succeeded": (S.ARCHIVING, lambda task: finish.succeed(task, 1), "settle", "done"),
    "failed": (S.RUNNING, lambda task: finish.fail(task, Failure("timeout")), "release", "failed"),
    "cancelled": (S.QUEUED, finish.cancel, "release", "cancelled"),
    "expired": (S.RUNNING, finish.expire, "release", "failed"),
    "never answered": (S.UNKNOWN, finish.give_up_unknown, "release", "failed"),
}


@pytest.fixture
def task(member):
    return scene.task(member, scene.an_offer())


def standing_at(task, status):
    Task.objects.filter(pk=task.pk).update(status=status)
    return Task.objects.select_related("run").get(pk=task.pk)


def test_the_table_names_every_status():
    assert set(NEXT) == set(S.values)
    assert {(here, there) for here in NEXT for there in NEXT[here]} == ALLOWED


@pytest.mark.parametrize("here,there", sorted(ALLOWED))
def test_an_allowed_move_is_made_and_announced(task, here, there):
    task = standing_at(task, here)
    fence = task.fence
    extra = {} if there in FINAL else {"next_action_at": task.created_at}

    assert move(task, there, **extra)

    row = scene.fresh(task)
    assert (row.status, row.fence) == (there, fence + 1)
    assert (row.next_action_at is None, row.finished_at is not None) == (there in FINAL,) * 2
    assert Change.objects.filter(kind="task", object_id=str(task.pk)).count() == 1


@pytest.mark.parametrize("here,there", sorted(set(product(S.values, repeat=2)) - ALLOWED))
def test_every_other_move_is_refused(here, there):
    task = Task(status=here)

    with pytest.raises(IllegalMove):
        move(task, there)


@pytest.mark.parametrize("name", ENDINGS)
def test_a_stale_fence_moves_nothing_and_no_money(task, name):
    here, end, _, _ = ENDINGS[name]
    task = standing_at(task, here)
    Task.objects.filter(pk=task.pk).update(fence=task.fence + 1)

    assert not end(task)

    assert scene.fresh(task).status == here
    assert scene.entries(task) == ["reserve"]
    assert not Notification.objects.exists()


@pytest.mark.parametrize("name", ENDINGS)
def test_an_ending_moves_money_once_and_tells_once(task, name):
    here, end, entry, notice = ENDINGS[name]
    task = standing_at(task, here)
    twin = standing_at(task, here)

    assert (end(task), end(twin)) == (True, False)

    assert scene.entries(task) == sorted(["reserve", entry])
    assert [item.kind for item in Notification.objects.filter(task=task)] == [notice]
    assert not invariants.broken()


def test_a_move_forgets_what_the_vendor_called_the_last_step(task):
    task = standing_at(task, S.RUNNING)
    Task.objects.filter(pk=task.pk).update(vendor_state="in_review", lease_owner="somebody")

    move(task, S.ARCHIVING, next_action_at=task.created_at)

    assert (scene.fresh(task).vendor_state, scene.fresh(task).lease_owner) == ("", "")


def test_one_who_thinks_the_task_is_elsewhere_moves_nothing(task):
    stale = standing_at(task, S.QUEUED)
    standing_at(task, S.RUNNING)

    assert not move(stale, S.CANCELLED)

    assert scene.fresh(task).status == S.RUNNING
