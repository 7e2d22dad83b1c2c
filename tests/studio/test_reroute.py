"""Going elsewhere: only where nothing was made, for the same thing at no more."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import product as every

import pytest
from django.db import transaction
from django.utils import timezone

from providers.errors import (
    ERRORS,
    KINDS,
    Busy,
    ContentPolicy,
    InvalidRequest,
    ModelOffline,
    OutOfBalance,
    ProtocolError,
    Unauthorized,
    UpstreamFailed,
)
from studio import keyring
from studio.lifecycle import answer, health, reroute, rescue
from studio.models import Attempt, Change, Task, Vendor, VendorKey
from studio.models.task import LIVE_ATTEMPT
from tests.studio import scene

PRICE = {"unit": "image", "credits": 2, "surcharge": {}}


@pytest.fixture
def first(db):
    return scene.an_offer("grsai", price=PRICE, priority=1)


@pytest.fixture
def second(db):
    return scene.an_offer("dyuapi", price=PRICE, priority=2)


def refused(task, error):
    attempt = scene.sent(task)
    answer.record(attempt, error, 400)
    scene.due()
    return scene.fresh(task)


def fails(key, kind, times):
    for _ in range(times):
        health.note_failure(key.pk, key.vendor_id, kind)
    key.refresh_from_db()
    return key


@pytest.mark.parametrize("error", [Unauthorized, OutOfBalance])
def test_a_refused_account_sends_the_task_elsewhere_at_once(member, first, second, error):
    task = refused(scene.task(member, first), error("no"))

    assert (task.status, task.offer, task.vendor_state) == ("queued", second, "")
    assert (task.credits, task.price) == (2, PRICE)
    assert scene.sent(task).vendor == second.vendor


@pytest.mark.parametrize("error,times", [(Busy, 3), (ModelOffline, 2)])
def test_a_vendor_that_asks_for_time_is_given_some_first(member, first, second, error, times):
    task = scene.task(member, first)

    offers = [refused(task, error("later")).offer for _ in range(times)]

    assert offers == [first] * (times - 1) + [second]


@pytest.mark.parametrize("error", [ProtocolError, UpstreamFailed])
def test_what_may_have_been_made_goes_nowhere_else(member, first, second, error):
    task = refused(scene.task(member, first), error("?"))

    assert (task.status, task.offer) == ("unknown", first)


@pytest.mark.parametrize("error", [ContentPolicy, InvalidRequest])
def test_what_one_vendor_declines_is_not_tried_on_the_next(member, first, second, error):
    task = refused(scene.task(member, first), error("no"))

    assert (task.status, task.offer) == ("failed", first)


# Every state of an attempt, every kind of refusal, with proof and without


CREATED = ("no", "unknown")


@pytest.fixture
def impatient(monkeypatch):
    """The first refusal is enough to go elsewhere."""
    monkeypatch.setattr(reroute, "PATIENCE", {})


@pytest.mark.parametrize("sends", [1, 2])
@pytest.mark.parametrize("state", Attempt.State.values)
def test_a_task_moves_only_from_an_attempt_that_is_proven_to_have_made_nothing(
    member, first, second, impatient, state, sends
):
    attempt = attempt_in(scene.task(member, first), state, sends)
    for kind, created in every(KINDS, CREATED):
        with undone():
            answer.record(answer.load(attempt.pk), ERRORS[kind]("no", created=created), 400)

            task = scene.fresh(attempt.task)
            proven = created == "no" and sends == 1 and kind in reroute.OF_THE_VENDOR
            awaited = state in ("sent", "unknown")
            assert (task.offer == second) == (proven and awaited), (kind, created)
            assert (task.credits, task.price) == (2, PRICE)
            if task.offer == second:
                assert (task.status, scene.fresh(attempt).state) == ("queued", "rejected")
                assert not task.attempts.filter(state__in=LIVE_ATTEMPT).exists()


@pytest.mark.parametrize("state", Attempt.State.values)
def test_a_pinned_task_never_moves(member, first, second, impatient, state):
    attempt = attempt_in(scene.task(member, first, vendor="grsai"), state)
    for kind, created in every(KINDS, CREATED):
        with undone():
            answer.record(answer.load(attempt.pk), ERRORS[kind]("no", created=created), 400)

            assert scene.fresh(attempt.task).offer == first, (kind, created)


@contextmanager
def undone():
    """Nothing stays of what is done inside: the next case begins afresh."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def attempt_in(task, state, sends=1):
    """The task's attempt as it stands in `state`; its task waits for an answer."""
    attempt = scene.sent(task)
    Attempt.objects.filter(pk=attempt.pk).update(state=state, sends=sends)
    if state == "unknown":
        Task.objects.filter(pk=task.pk).update(status="unknown", deadline_at=timezone.now())
    return answer.load(attempt.pk)


def test_what_never_arrives_is_sent_elsewhere_after_three_tries(member, first, second):
    task = scene.task(member, first)

    offers = [not_sent(task).offer for _ in range(3)]

    assert offers == [first, first, second]
    assert scene.sent(scene.fresh(task)).vendor == second.vendor


def test_what_never_arrives_at_the_chosen_vendor_is_sent_nowhere_else(member, first, second):
    task = scene.task(member, first, vendor="grsai")

    assert [not_sent(task).offer for _ in range(4)] == [first] * 4


def test_an_attempt_of_which_one_send_may_have_arrived_stays(member, first, second, impatient):
    attempt = attempt_in(scene.task(member, first), "sent", sends=2)

    answer.record_not_sent(attempt, "cannot connect")

    task = scene.fresh(attempt.task)
    assert (task.status, task.offer) == ("unknown", first)


def test_silence_sends_nothing_elsewhere(member, first, second, impatient):
    attempt = scene.sent(scene.task(member, first))

    answer.record_unknown(attempt, "no answer in time")

    assert scene.fresh(attempt.task).offer == first


def test_a_request_that_could_not_be_built_goes_nowhere(member, first, second, impatient):
    task = scene.task(member, first)
    (item,) = scene.lease()

    answer.record_broken(answer.load(item.attempt_id), "invalid_params", "a file is gone")

    assert (scene.fresh(task).status, scene.fresh(task).offer) == ("failed", first)


def not_sent(task):
    attempt = scene.sent(task)
    answer.record_not_sent(attempt, "cannot connect")
    scene.due()
    return scene.fresh(task)


def test_nobody_pays_more_than_was_shown(member, first):
    scene.an_offer("dyuapi", price=PRICE | {"credits": 3}, priority=2)

    task = refused(scene.task(member, first), Unauthorized("no"))

    assert (task.status, task.failure_code) == ("failed", "vendor_account")


def test_an_offer_that_makes_fewer_at_once_is_no_substitute(member, second):
    four = scene.an_offer("seedhorse", price=PRICE, priority=1)

    task = refused(scene.task(member, four, count=4), Unauthorized("no"))

    assert (task.status, task.offer) == ("failed", four)


def test_who_chose_the_vendor_stays_there(member, first, second):
    task = refused(scene.task(member, first, vendor="grsai"), Unauthorized("no"))

    assert (task.status, task.offer) == ("failed", first)


def test_an_offer_that_refused_already_is_not_asked_again(member, first, second):
    task = refused(scene.task(member, first), Unauthorized("no"))

    task = refused(task, Unauthorized("no"))

    assert (task.status, task.failure_code) == ("failed", "vendor_account")


def test_a_vendor_that_rests_is_no_substitute(member, first, second):
    Vendor.objects.filter(pk=second.vendor.pk).update(
        paused_until=timezone.now() + timedelta(minutes=1)
    )

    assert refused(scene.task(member, first), Unauthorized("no")).status == "failed"


def test_a_key_rests_after_failures_in_a_row_and_comes_back(first):
    key = VendorKey.objects.get(vendor=first.vendor)

    once = fails(key, "auth", 1).paused_until
    rests = fails(key, "auth", 2).paused_until
    longer = fails(key, "auth", 1).paused_until
    health.note_success(key.pk, key.vendor_id, first.pk)

    assert once is None
    assert 55 <= (rests - timezone.now()).total_seconds() <= 60
    assert longer > rests + timedelta(seconds=30)
    key.refresh_from_db()
    assert (key.state, key.failures, key.paused_until) == ("ok", 0, None)


def test_a_rest_is_never_longer_than_half_an_hour(first):
    key = fails(VendorKey.objects.get(vendor=first.vendor), "auth", 40)

    assert key.paused_until < timezone.now() + timedelta(minutes=31)


def test_a_success_in_between_starts_the_count_anew(first):
    key = VendorKey.objects.get(vendor=first.vendor)

    fails(key, "auth", 2)
    health.note_success(key.pk, key.vendor_id, first.pk)

    assert fails(key, "auth", 2).paused_until is None


@pytest.mark.parametrize("kind", ["content_policy", "invalid_params", "busy", "rate_limited"])
def test_what_is_nobodys_fault_or_the_members_own_never_counts(first, kind):
    key = fails(VendorKey.objects.get(vendor=first.vendor), kind, 50)

    vendor = Vendor.objects.get(pk=key.vendor_id)
    assert (key.failures, vendor.failures, key.paused_until, vendor.paused_until) == (
        0,
        0,
        None,
        None,
    )


def test_a_vendor_that_cannot_be_reached_rests_as_a_whole(first):
    key = VendorKey.objects.get(vendor=first.vendor)

    fails(key, "not_sent", 4)
    before = Vendor.objects.get(pk=key.vendor_id).paused_until
    fails(key, "not_sent", 1)

    vendor = Vendor.objects.get(pk=key.vendor_id)
    assert (before, vendor.pause_reason) == (None, "not_sent")
    assert vendor.paused_until > timezone.now()


def told():
    return list(Change.objects.filter(kind="vendor").values_list("object_id", "audience"))


@pytest.mark.parametrize("kind,times", [("auth", 3), ("not_sent", 5)])
def test_browsers_hear_of_a_breaker_that_opens_and_of_one_that_closes(first, kind, times):
    key = VendorKey.objects.get(vendor=first.vendor)
    news = (str(key.vendor_id), "team")

    fails(key, kind, times - 1)
    before = told()
    fails(key, kind, 1)
    opened = told()
    health.note_success(key.pk, key.vendor_id, first.pk)
    closed = told()
    health.note_success(key.pk, key.vendor_id, first.pk)

    assert (before, opened, closed, told()) == ([], [news], [news] * 2, [news] * 2)


def test_browsers_hear_nothing_of_a_blip(first):
    key = fails(VendorKey.objects.get(vendor=first.vendor), "not_sent", 2)

    health.note_success(key.pk, key.vendor_id, first.pk)

    assert told() == []


def test_the_demo_serves_only_where_nothing_real_is_on(member, db):
    demo = scene.an_offer("demo", "nano-banana-2", model="nano-banana-2", priority=0)
    alone = scene.task(member, demo).offer
    real = scene.an_offer("grsai", priority=100)

    assert alone == demo
    assert scene.task(member, real).offer == real
    assert scene.task(member, real, vendor="demo").offer == demo


def test_one_bad_key_of_two_costs_the_task_nothing_but_another_try(member, first):
    spare = VendorKey(vendor=first.vendor, label="spare", max_in_flight=1)
    keyring.seal(spare, "sk-another-key")
    spare.save()
    task = scene.task(member, first)

    task = refused(task, Unauthorized("revoked"))
    attempt = scene.sent(task)

    assert attempt.key == spare
    assert task.failure_code == ""


def test_an_offer_without_a_key_is_not_chosen(member, first, second):
    first.vendor.keys.update(enabled=False)

    assert scene.task(member, first).offer == second


def test_a_task_does_not_wait_for_ever_for_a_vendor_that_is_off(member, first, settings):
    task = scene.task(member, first)
    Vendor.objects.update(enabled=False)
    settings.QUEUE_DEADLINE = 0

    rescue.rescue()

    assert (scene.fresh(task).status, scene.fresh(task).failure_code) == ("failed", "vendor_down")
