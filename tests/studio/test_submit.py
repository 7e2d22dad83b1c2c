"""Sending: whose turn it is, over which key, and how often."""

from datetime import timedelta

import pytest
from django.utils import timezone

from providers.errors import Busy, ModelOffline, RateLimited
from providers.types import Completed, Output
from studio.lifecycle import answer, rescue, submit
from studio.models import Attempt, Task, VendorKey
from tests.studio import scene


@pytest.fixture
def made(db):
    return scene.an_offer()


def only_key(made, **fields):
    VendorKey.objects.filter(vendor=made.vendor).update(**fields)
    return VendorKey.objects.get(vendor=made.vendor)


def refused(task, error):
    attempt = scene.sent(task)
    answer.record(attempt, error, 503)
    scene.due()
    return scene.fresh(attempt)


def test_people_take_turns_whoever_came_first(member, made):
    other = scene.person("other")
    mine = scene.run(member, made, count=4)
    others = scene.run(other, made, count=2)

    first = [scene.lease(1)[0].task_id for _ in range(4)]

    assert {Task.objects.get(pk=pk).author for pk in first[:2]} == {member, other}
    assert {Task.objects.get(pk=pk).author for pk in first[2:]} == {member, other}
    assert [pk for pk in first if pk in mine.tasks.values_list("pk", flat=True)] == [
        task.pk for task in mine.tasks.order_by("position")[:2]
    ]
    assert set(first) >= set(others.tasks.values_list("pk", flat=True))


def test_who_was_served_lately_waits_for_who_was_not(member, made):
    only_key(made, max_in_flight=1)
    scene.run(member, made, count=3)
    attempt = scene.sent(Task.objects.order_by("position").first())
    other = scene.person("other")
    theirs = scene.task(other, made)

    answer.record(attempt, Completed((Output(scene.DATA_URI),)), 200)

    assert [item.task_id for item in scene.lease()] == [theirs.pk]


def test_a_key_has_so_many_places_and_no_more(member, made):
    only_key(made, max_in_flight=2)
    scene.run(member, made, count=3)

    assert len(scene.lease()) == 2
    assert scene.lease() == []


@pytest.mark.parametrize("are_sent", [True, False])
def test_a_key_sends_so_many_a_minute_counting_what_is_about_to_go(member, made, are_sent):
    only_key(made, max_per_minute=2)
    scene.run(member, made, count=4)

    leases = scene.lease()
    for item in leases if are_sent else ():
        submit.prepare(item, scene.ME)
    Attempt.objects.filter(state="sent").update(state="rejected")  # not in flight any more

    assert len(leases) == 2
    assert scene.lease() == []


def test_a_minute_later_the_key_sends_again(member, made):
    only_key(made, max_per_minute=1)
    scene.run(member, made, count=2)
    submit.prepare(scene.lease()[0], scene.ME)

    Attempt.objects.update(started_at=timezone.now() - timedelta(seconds=61))

    assert len(scene.lease()) == 1


def test_a_heavier_key_takes_more(member, made):
    light = only_key(made, max_in_flight=10)
    VendorKey.objects.create(vendor=made.vendor, label="heavy", weight=3, max_in_flight=10)
    scene.run(member, made, count=8)

    leases = scene.lease()

    assert sum(item.key == light for item in leases) < len(leases) / 2


@pytest.mark.parametrize("who", ["key", "vendor"])
def test_who_rests_sends_nothing_until_the_rest_is_over(member, made, who):
    row = only_key(made) if who == "key" else made.vendor
    type(row).objects.update(paused_until=timezone.now() + timedelta(minutes=1))
    scene.task(member, made)

    resting = scene.lease()
    type(row).objects.update(paused_until=timezone.now() - timedelta(seconds=1))

    assert resting == []
    assert len(scene.lease()) == 1


@pytest.mark.parametrize("who", ["key", "vendor"])
def test_who_is_switched_off_sends_nothing(member, made, who):
    row = only_key(made) if who == "key" else made.vendor
    scene.task(member, made)

    type(row).objects.update(enabled=False)

    assert scene.lease() == []


def test_the_try_is_counted_before_the_call(member, made):
    task = scene.task(member, made)

    (item,) = scene.lease()

    row = scene.fresh(task)
    assert (row.status, row.attempts_made, row.lease_owner) == ("submitting", 1, scene.ME)
    assert Attempt.objects.get().state == "prepared"
    assert submit.prepare(item, scene.ME)
    assert Attempt.objects.get().state == "sent"


@pytest.mark.parametrize("error,kept", [(Busy, True), (RateLimited, True), (ModelOffline, False)])
def test_the_idempotency_key_is_kept_where_the_vendor_only_asked_for_time(
    member, made, error, kept
):
    task = scene.task(member, made)

    first = refused(task, error("later"))
    second = scene.sent(task)

    assert (first.idempotency_key == second.idempotency_key) is kept


def test_a_key_that_was_used_up_in_between_is_not_taken_up_again(member, made):
    task = scene.task(member, made)
    refused(task, Busy("later"))

    last = refused(task, ModelOffline("gone"))

    assert scene.sent(task).idempotency_key != last.idempotency_key


def test_what_never_left_keeps_its_key(member, made):
    task = scene.task(member, made)
    attempt = scene.sent(task)

    answer.record_not_sent(attempt, "cannot connect")
    scene.due()

    assert scene.fresh(attempt).state == "not_sent"
    assert scene.sent(task).idempotency_key == attempt.idempotency_key


@pytest.mark.parametrize("asked,least,most", [(30, 30, 30), (90_000, 600, 600), (0, 1, 4)])
def test_the_vendor_says_when_to_come_again_within_reason(
    member, made, asked, least, most, settings
):
    settings.BACKOFF = 2
    task = scene.task(member, made)
    attempt = scene.sent(task)

    answer.record(attempt, Busy("later", retry_after=asked), 503)

    wait = (scene.fresh(task).next_action_at - timezone.now()).total_seconds()
    assert least - 1 <= wait <= most + 1


def test_without_a_word_of_the_vendor_the_wait_doubles_up_to_a_minute(settings):
    from studio.lifecycle.again import back_off

    settings.BACKOFF = 2
    waits = [back_off(times).total_seconds() for times in (1, 2, 3, 60)]

    assert 1.5 <= waits[0] <= 2.5
    assert 3 <= waits[1] <= 5
    assert 6 <= waits[2] <= 10
    assert 45 <= waits[3] <= 75


def test_a_vendor_that_stays_busy_ends_the_task(member, made, settings):
    settings.MAX_ATTEMPTS = 2
    task = scene.task(member, made)

    for _ in range(2):
        refused(task, Busy("later"))

    row = scene.fresh(task)
    assert (row.status, row.failure_code) == ("failed", "vendor_busy")
    assert scene.entries(task) == ["release", "reserve"]


def test_what_a_dead_worker_had_not_sent_is_sent_again(member, made):
    task = scene.task(member, made)
    (item,) = scene.lease()

    scene.lost_lease(task)
    rescue.rescue()

    assert scene.fresh(task).status == "queued"
    assert submit.prepare(item, scene.ME) is None
    assert scene.sent(task).number == 2


def test_what_a_dead_worker_had_sent_never_is(member, made):
    task = scene.task(member, made)
    scene.sent(task)

    scene.lost_lease(task)
    rescue.rescue()
    scene.due()

    assert scene.fresh(task).status == "unknown"
    assert scene.lease() == rescue.lease_again(scene.ME, 9) == []


def test_a_slow_worker_that_is_alive_keeps_its_task(member, made):
    task = scene.task(member, made)
    scene.lease()

    assert rescue.rescue() == 0
    assert scene.fresh(task).status == "submitting"
