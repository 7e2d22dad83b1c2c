"""Asking the vendor: how often, what is believed, and when it ends."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from providers.errors import Busy, NotFound
from providers.grsai.provider import GrsAI
from providers.types import Pending
from studio.lifecycle import finish, poll
from studio.models import Attempt, RescueItem, Task
from tests.studio import scene

ADVICE = (2.0, 1.5, 10.0)


@pytest.fixture
def running(member):
    task = scene.task(member, scene.an_offer())
    scene.accepted(task)
    return scene.fresh(task)


def looked(polls=0, progress=None, **fields):
    values = dict.fromkeys(poll.Poll.__dataclass_fields__)
    values |= {"late": False, "status": "running", "vendor_state": "", "operation": {}}
    return poll.Poll(**values | {"polls": polls, "progress": progress} | fields)


def at_deadline(task, **ago):
    Task.objects.filter(pk=task.pk).update(deadline_at=timezone.now() - timedelta(**ago))


def test_the_waits_grow_up_to_the_longest():
    waits = [poll.judge(looked(polls), ADVICE, Pending()).wait for polls in (0, 1, 2, 50, 9000)]

    assert waits == [2, 3, 4.5, 10, 10]


@pytest.mark.parametrize(
    "outcome,wait",
    [
        (Pending(retry_after=25), 25),
        (Pending(retry_after=900_000), 600),
        (Pending(state="in_review"), 30),
        (Busy("later", retry_after=45), 45),
        (Busy("later", retry_after=900_000), 600),
        (NotFound("gone"), 4),
        ("connection lost", 4),
    ],
)
def test_the_vendor_may_ask_for_more_time_and_trouble_takes_more(outcome, wait):
    assert poll.judge(looked(), ADVICE, outcome).wait == wait


@pytest.mark.parametrize(
    "wishes,advice",
    [
        ({}, (3, 1.03, 5)),
        ({"poll_interval": 7.0}, (7, 1.0, 7)),
        ({"poll_interval": 40.0}, (40, 1.0, 40)),
        ({"poll_interval": 2.0, "poll_factor": 2.0, "poll_longest": 9.0}, (2, 2, 9)),
    ],
)
def test_the_vendors_row_has_the_last_word_on_the_rhythm(db, wishes, advice):
    made = scene.an_offer()
    made.vendor.settings = wishes

    assert poll.advice(made, made.vendor) == advice


@given(st.lists(st.none() | st.integers(-50, 400)))
def test_progress_goes_forward_within_bounds_and_is_never_invented(said):
    shown = [None]

    for value in said:
        item = looked(progress=shown[-1])
        shown.append(poll.judge(item, ADVICE, Pending(progress=value)).progress)

    numbers = [value for value in shown if value is not None]
    assert numbers == sorted(numbers)
    assert all(0 <= value <= 100 for value in numbers)
    assert (numbers == []) is all(value is None for value in said)


@pytest.mark.parametrize(
    "outcome,left",
    [(Pending(), 1.5), (Pending(retry_after=25), 25), (Busy("later"), 4)],
    ids=["ours counts from the look", "a vendor's from its answer", "trouble too"],
)
def test_what_is_left_to_wait(outcome, left):
    now = timezone.now()
    item = looked(leased_at=now - timedelta(seconds=0.5))

    assert poll.judge(item, ADVICE, outcome).rest(now) == left


def test_a_slow_answer_is_not_followed_by_another_look_at_once():
    now = timezone.now()
    item = looked(leased_at=now - timedelta(seconds=60))

    assert poll.judge(item, ADVICE, Pending()).rest(now) == 1.0


def test_unchanged_tasks_are_put_back_in_one_update_a_waiting_time(member):
    made = scene.an_offer()
    for _ in range(6):
        scene.accepted(scene.task(member, made), f"v-{Attempt.objects.count()}")
    scene.due()
    items = poll.lease(scene.ME, 50, 5)
    stills = [poll.Still(item, 3.0 + i % 2, None, "") for i, item in enumerate(items)]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        poll.flush(scene.ME, stills)

    updates = [query for query in queries if query["sql"].startswith("UPDATE")]
    assert (len(items), len(updates)) == (6, 2)
    assert set(Task.objects.values_list("polls", flat=True)) == {1}
    assert not Task.objects.exclude(lease_owner="").exists()


def test_a_bulk_write_touches_only_what_its_writer_holds(running):
    item = scene.look_at(running)

    poll.flush("somebody else", [poll.Still(item, 3.0, 50, "queued")])

    row = scene.fresh(running)
    assert (row.polls, row.progress, row.lease_owner) == (0, None, scene.ME)


def test_a_late_bulk_write_does_not_touch_a_task_that_has_moved_on(running):
    item = scene.look_at(running)
    finish.expire(Task.objects.select_related("run").get(pk=running.pk))

    poll.flush(scene.ME, [poll.Still(item, 3.0, 50, "queued")])

    assert scene.fresh(running).progress is None


@pytest.mark.parametrize("scenario", ["poll_500", "poll_429", "poll_html", "poll_404"])
def test_trouble_while_asking_never_fails_a_task(member, grsai, scenario):
    task = scene.task(member, scene.an_offer(url=grsai.url), f"a fox [{scenario}]")

    scene.send()
    scene.look()

    assert scene.fresh(task).status == "running"
    assert scene.play(task).status == "succeeded"


def test_an_answer_that_no_code_of_ours_can_read_never_fails_a_task(member, grsai, monkeypatch):
    task = scene.task(member, scene.an_offer(url=grsai.url))
    scene.send()
    monkeypatch.setattr(GrsAI, "read_poll", lambda *args: 1 / 0)

    scene.look()
    still = scene.fresh(task)
    at_deadline(task, seconds=1)
    scene.look()

    assert (still.status, still.polls) == ("running", 1)
    assert scene.fresh(task).failure_code == "timeout"


def test_an_unknown_word_counts_as_running_and_is_listed_once(member, grsai):
    made = scene.an_offer(url=grsai.url)
    for name in ("one", "two"):
        scene.task(member, made, f"{name} [unknown_word]")
    scene.send()

    scene.look()
    scene.look()

    assert set(Task.objects.values_list("status", flat=True)) == {"running"}
    assert RescueItem.objects.get().note == "grsai: rehearsing"
