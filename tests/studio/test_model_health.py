"""Whether a model works, is slow or is down, from what its vendors do."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio import model_health
from studio.models import Attempt, Task, Timing, Vendor
from tests.studio import scene


@pytest.fixture
def one(db):
    return scene.an_offer("grsai")


@pytest.fixture
def two(db):
    return scene.an_offer("dyuapi")


def health(offer):
    return model_health.of_model(model_health.of_models(), offer.model_id)


def rest(vendor, minutes=1):
    until = timezone.now() + timedelta(minutes=minutes)
    Vendor.objects.filter(pk=vendor.pk).update(paused_until=until)


def attempts(member, offer, *kinds, ago=0, state=None, status="failed"):
    """The first kind is the oldest, a minute apart, the last `ago` minutes old."""
    moments = []
    for place, kind in enumerate(reversed(kinds)):
        task = scene.task(member, offer, f"{uuid.uuid4()}", vendor=offer.vendor.slug)
        final = {"status": status, "finished_at": timezone.now(), "next_action_at": None}
        Task.objects.filter(pk=task.pk).update(
            **(final if status == "failed" else {"status": status})
        )
        at = timezone.now() - timedelta(minutes=ago + place)
        Attempt.objects.create(
            task=task,
            number=1,
            vendor=offer.vendor,
            offer=offer,
            key=offer.vendor.keys.get(),
            state=state or ("not_sent" if kind else "accepted"),
            error_kind=kind,
            idempotency_key=uuid.uuid4(),
            started_at=at,
        )
        moments.insert(0, at)
    return moments


def test_a_model_is_well_while_one_of_its_vendors_is(one, two):
    rest(one.vendor)

    assert health(one).state == "ok"
    assert health(one).vendors == ("Grsai",)


def test_a_model_is_down_while_all_its_vendors_rest(one, two):
    rest(one.vendor)
    rest(two.vendor)

    assert health(one).state == "down"
    assert health(one).vendors == ("Grsai", "Dyuapi")


def test_it_is_down_since_the_first_failure_after_the_last_success(member, one):
    moments = attempts(member, one, "not_sent", "", "not_sent", "not_sent", ago=1)
    rest(one.vendor)

    assert health(one).since == moments[2]


def test_it_is_down_since_the_last_of_its_vendors_failed(member, one, two):
    attempts(member, one, "not_sent", ago=9)
    (later,) = attempts(member, two, "not_sent", ago=4)
    rest(one.vendor)
    rest(two.vendor)

    assert health(one).since == later


def test_a_model_whose_keys_all_rest_is_down(one):
    one.vendor.keys.update(paused_until=timezone.now() + timedelta(minutes=1))

    assert health(one).state == "down"


def test_a_rest_that_is_over_is_over(one):
    rest(one.vendor, minutes=-1)

    assert health(one) == model_health.Health("ok")


def test_a_model_that_fails_half_of_the_time_is_slow(member, one):
    attempts(member, one, "", "", "protocol", "protocol")

    assert (health(one).state, health(one).vendors) == ("slow", ("Grsai",))


def test_a_model_whose_requests_take_longer_than_ever_is_slow(member, one):
    Timing.objects.create(offer=one, samples=20, median=20, p90=70)
    attempts(member, one, "", "", "", status="running")
    soon = health(one).state

    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=5))

    assert (soon, health(one).state) == ("ok", "slow")


def test_one_late_request_says_nothing(member, one):
    Timing.objects.create(offer=one, samples=20, median=20, p90=70)
    attempts(member, one, "", ago=5, status="running")

    assert health(one).state == "ok"


@pytest.mark.parametrize("off", ["offer", "vendor", "key", "model"])
def test_a_model_that_nobody_offers_is_off(one, off):
    rows = {"offer": one, "vendor": one.vendor, "key": one.vendor.keys.get(), "model": one.model}
    type(rows[off]).objects.update(enabled=False)

    assert health(one) == model_health.OFF


def test_all_models_take_as_many_queries_as_one(member, one):
    with CaptureQueriesContext(connection) as few:
        model_health.of_models()
    for key in ("nano-banana", "nano-banana-pro"):
        scene.offer(one.vendor, key)
    attempts(member, scene.an_offer("dyuapi"), "", "protocol")

    with CaptureQueriesContext(connection) as many:
        found = model_health.of_models()

    assert len(found) == 3
    assert len(many) == len(few) <= 6
