"""Sending: whose turn it is, over which key, and how often."""

import pytest
from django.utils import timezone

from providers.errors import Busy, ModelOffline, RateLimited
from studio.lifecycle import answer, rescue, submit
from studio.models import Attempt
from tests.studio import scene


@pytest.fixture
def made(db):
    return scene.an_offer()


def refused(task, error):
    attempt = scene.sent(task)
    answer.record(attempt, error, 503)
    scene.due()
    return scene.fresh(attempt)


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
