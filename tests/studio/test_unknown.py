"""Sent, and no answer that can be read: the credits wait, and nobody pays twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from providers.errors import Busy, ContentPolicy, Unauthorized
from providers.grsai.provider import GrsAI
from providers.types import Accepted, Completed, Output, Reply
from studio.credits.models import Account
from studio.lifecycle import answer, rescue, submit
from studio.models import Asset, Attempt, RescueItem, Result, StoredReply, Task
from tests.fakes.base import picture
from tests.studio import scene
from tests.studio.scene import DATA_URI

LOST = ["500_after", "html", "cut_after", "500_before", "cut_before"]


def past_the_deadline(task):
    Task.objects.filter(pk=task.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def unknown(member):
    """A task of a vendor without idempotency keys, whose answer was lost."""
    task = scene.task(member, scene.an_offer())
    answer.record_unknown(scene.sent(task), "no answer in time")
    return scene.fresh(task)


@pytest.fixture
def repeatable(member):
    """The same at a vendor with them, about to be sent for the second time."""
    task = scene.task(member, scene.an_offer("seedhorse"))
    answer.record_unknown(scene.sent(task), "no answer in time")
    scene.due()
    (item,) = rescue.lease_again(scene.ME, 9)
    assert submit.prepare(item, scene.ME)
    return answer.load(item.attempt_id)


@pytest.mark.parametrize("scenario", LOST)
def test_a_lost_answer_keeps_the_credits_and_is_not_sent_again(member, grsai, scenario):
    task = scene.task(member, scene.an_offer(url=grsai.url), f"a fox [{scenario}]")

    for _ in range(3):
        scene.send()

    assert scene.fresh(task).status == "unknown"
    assert Account.objects.get(user=member).reserved == task.credits
    assert len(grsai.submissions()) == 1


def test_a_vendor_that_knows_our_key_is_asked_again_and_gives_the_same_task(member, seedhorse):
    prompt = "a fox [500_after]"
    task = scene.task(member, scene.an_offer("seedhorse", url=seedhorse.url), prompt)

    scene.send()
    next(iter(seedhorse.tasks.values())).scenario = ""
    seedhorse.prompt = lambda request: "now it answers"
    scene.send()

    keys = {request.headers["x-idempotency-key"] for request in seedhorse.submissions()}
    assert (len(seedhorse.submissions()), len(keys), len(seedhorse.tasks)) == (2, 1, 1)
    assert scene.play(task).status == "succeeded"
    assert Attempt.objects.get().sends == 2


@pytest.mark.parametrize("error", [Busy, Unauthorized])
def test_a_refusal_of_the_second_send_says_nothing_of_the_first(repeatable, error):
    answer.record(repeatable, error("not now"), 503)

    assert scene.fresh(repeatable.task).status == "unknown"
    assert scene.fresh(repeatable).state == "unknown"


def test_a_second_send_that_never_left_says_nothing_of_the_first(repeatable):
    answer.record_not_sent(repeatable, "cannot connect")

    assert scene.fresh(repeatable.task).status == "unknown"


def test_a_second_send_whose_content_is_refused_is_final(repeatable):
    answer.record(repeatable, ContentPolicy("no"), 400)

    assert scene.fresh(repeatable.task).status == "failed"


def test_the_deadline_of_the_unknown_gives_the_credits_back_and_asks_a_person(unknown):
    past_the_deadline(unknown)

    rescue.rescue()

    task = scene.fresh(unknown)
    assert (task.status, task.failure_code) == ("failed", "timeout")
    assert scene.entries(task) == ["release", "reserve"]
    assert RescueItem.objects.get(task=task).kind == "unknown"


def test_before_its_deadline_an_unknown_is_left_alone(unknown):
    rescue.rescue()

    assert scene.fresh(unknown).status == "unknown"
    assert unknown.deadline_at > timezone.now() + timedelta(minutes=15)


@pytest.mark.parametrize("died", ["in the call", "as an unknown"])
def test_an_answer_that_was_kept_is_acted_on_after_a_crash(member, died):
    task = scene.task(member, scene.an_offer())
    attempt = scene.sent(task)
    answer.keep_reply(attempt.pk, Reply(200, b'{"id": "g-1", "status": "running"}'))
    if died == "as an unknown":
        answer.record_unknown(attempt, "interrupted")
        past_the_deadline(task)

    scene.lost_lease(task)
    rescue.rescue()

    assert scene.fresh(task).status == "running"
    assert scene.fresh(attempt).vendor_task_id == "g-1"
    assert not StoredReply.objects.exists()


def test_an_answer_that_no_code_of_ours_can_read_stays_unknown(member, monkeypatch):
    monkeypatch.setattr(GrsAI, "read_submit", lambda *args: 1 / 0)
    task = scene.task(member, scene.an_offer())
    answer.keep_reply(scene.sent(task).pk, Reply(200, b"{}"))

    scene.lost_lease(task)
    rescue.rescue()

    assert scene.fresh(task).status == "unknown"


def test_one_task_that_cannot_be_put_right_does_not_hold_up_the_next(member, monkeypatch):
    made = scene.an_offer()
    bad, good = scene.task(member, made, "bad"), scene.task(member, made, "good")
    scene.lease()
    for task in (bad, good):
        scene.lost_lease(task)
    real = rescue._submitting
    monkeypatch.setattr(
        rescue, "_submitting", lambda task: 1 / 0 if task.pk == bad.pk else real(task)
    )

    rescue.rescue()

    assert scene.fresh(good).status == "queued"


def test_an_answer_after_the_end_is_free_and_shown_to_a_person(unknown, member):
    attempt = answer.load(Attempt.objects.get().pk)
    past_the_deadline(unknown)
    rescue.rescue()

    answer.record(attempt, Completed((Output(DATA_URI),)), 200)
    scene.run_jobs()

    assert Asset.objects.get(task=unknown).bytes == len(picture())
    assert scene.fresh(unknown).status == "failed"
    assert scene.entries(unknown) == ["release", "reserve"]
    assert Account.objects.get(user=member).granted == 100
    assert set(RescueItem.objects.values_list("kind", flat=True)) == {"unknown", "late"}
    assert Attempt.objects.get().next_watch_at is None


def test_a_task_accepted_after_the_end_is_watched(unknown):
    attempt = answer.load(Attempt.objects.get().pk)
    past_the_deadline(unknown)
    rescue.rescue()
    answer.keep_reply(attempt.pk, Reply(200, b"{}"))

    answer.record(attempt, Accepted({"id": "x"}, "x"), 200)

    assert scene.fresh(attempt).next_watch_at is not None
    assert not StoredReply.objects.exists()
    assert not Result.objects.exists()


@pytest.fixture
def waiting(member):
    """Two submissions without an answer that a vendor with idempotency keys may be sent again."""
    made = scene.an_offer("seedhorse")
    for _ in range(2):
        answer.record_unknown(scene.sent(scene.task(member, made)), "no answer in time")
    scene.due()
    return made.vendor


def test_a_vendor_that_rests_is_not_asked_again_meanwhile(waiting):
    later = timezone.now() + timedelta(minutes=1)

    type(waiting).objects.update(paused_until=later)
    resting = rescue.lease_again(scene.ME, 9)
    type(waiting).objects.update(paused_until=None)

    assert resting == []
    assert len(rescue.lease_again(scene.ME, 9)) == 2


@pytest.mark.parametrize("state", ["rests", "off"])
def test_a_key_that_rests_or_is_off_sends_nothing_again(waiting, state):
    later = timezone.now() + timedelta(minutes=1)
    waiting.keys.update(**({"paused_until": later} if state == "rests" else {"enabled": False}))

    assert rescue.lease_again(scene.ME, 9) == []


def test_sending_again_counts_against_the_keys_minute(waiting):
    """Both were first sent in this minute, which is what the key may send."""
    waiting.keys.update(max_per_minute=3)

    first = rescue.lease_again(scene.ME, 9)
    waiting.keys.update(max_per_minute=2)

    assert len(first) == 1
    assert rescue.lease_again(scene.ME, 9) == []


def test_sending_again_needs_no_second_place_in_flight(waiting):
    waiting.keys.update(max_in_flight=1)

    assert len(rescue.lease_again(scene.ME, 9)) == 2
