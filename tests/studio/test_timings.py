"""How long it usually takes: the same request, else the offer, else the model, else a guess."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio import tasks, timings
from studio.lifecycle.create import Order, create_run
from studio.models import Attempt, Task, Timing, VendorKey
from tests.studio import scene


@pytest.fixture
def made(db):
    return scene.an_offer("grsai", price={"unit": "image", "credits": 0, "surcharge": {}})


def success(author, offer, seconds, ended=0, size="1K", count=1):
    """A task of `offer` that took so many seconds and ended so long ago."""
    order = Order(author, offer.model, f"a fox {uuid.uuid4()}", {"size": size}, count=count)
    task = create_run(order).tasks.first()
    end = timezone.now() - timedelta(seconds=ended)
    Attempt.objects.create(
        task=task,
        number=1,
        vendor=offer.vendor,
        offer=offer,
        key=VendorKey.objects.get(vendor=offer.vendor),
        state="accepted",
        idempotency_key=uuid.uuid4(),
        started_at=end - timedelta(seconds=seconds),
    )
    Task.objects.filter(pk=task.pk).update(
        status="succeeded", next_action_at=None, finished_at=end, accepted_at=end, offer=offer
    )
    return scene.fresh(task)


def told(task):
    found = timings.of_tasks([task])[task.pk]
    return found and round(found.median)


def test_the_same_request_of_the_same_offer_counts_first(member, made):
    small = [success(member, made, seconds) for seconds in (10, 20, 60)]
    large = [success(member, made, seconds, size="4K") for seconds in (100, 110, 300)]

    timings.refresh()

    assert told(small[0]) == 20
    assert told(large[0]) == 110
    assert round(timings.of_offers([made])[made.pk].median) == 80
    assert timings.of_tasks(small[:1])[small[0].pk].p90 == pytest.approx(52)


def test_without_three_of_the_same_the_offer_counts(member, made):
    for seconds in (10, 20, 60):
        success(member, made, seconds)
    rare = success(member, made, 500, size="4K")

    timings.refresh()

    assert told(rare) == 40


def test_without_any_of_the_offer_its_model_counts_each_offer_by_its_share(member, made):
    other = scene.an_offer("dyuapi")
    for seconds in (10, 10, 10, 10):
        success(member, made, seconds)
    for seconds in (50, 50, 50):
        success(member, other, seconds)
    unused = scene.an_offer("seedhorse")
    timings.refresh()

    assert timings.of_offers([unused])[unused.pk].median == 10
    assert timings.of_offers([unused])[unused.pk].is_measured


def test_where_nothing_was_measured_the_catalogue_estimates(made):
    found = timings.of_offers([made])[made.pk]

    assert (found.median, found.is_measured) == (made.spec.typical, False)
    assert found.stalled == max(60, found.p90 * 2)


def test_nothing_is_said_of_an_offer_that_the_catalogue_dropped(made):
    made.spec_key = "gone"

    assert timings.of_offers([made]) == {made.pk: None}


def test_only_the_last_fifty_count(member, made):
    for number in range(53):
        success(member, made, 500 if number < 3 else 10)

    timings.refresh()

    row = Timing.objects.get(settings="")
    assert (row.samples, row.p90) == (50, 10)


def test_the_time_that_a_vendor_took_to_answer_counts_too(member, made):
    """A vendor that answers with the result is accepted only then."""
    for _ in range(3):
        success(member, made, 30)
    timings.refresh()

    assert Timing.objects.get(settings="").median == pytest.approx(30)


def test_failures_tell_nothing(member, made):
    for _ in range(5):
        task = success(member, made, 30)
        Task.objects.filter(pk=task.pk).update(status="failed")

    assert timings.refresh() == 0


def test_only_offers_with_something_new_are_counted_again(member, made):
    other = scene.an_offer("dyuapi")
    for offer in (made, other):
        for _ in range(3):
            success(member, offer, 30, ended=10)
    first = timings.refresh()
    again = timings.refresh()
    success(member, other, 30, ended=-1)

    before = Timing.objects.get(offer=made, settings="").updated_at
    timings.refresh()

    assert (first, again) == (4, 0)
    assert Timing.objects.get(offer=made, settings="").updated_at == before
    assert Timing.objects.get(offer=other, settings="").samples == 4


def test_it_is_counted_every_minute(member, made):
    for _ in range(3):
        success(member, made, 30)

    tasks.watch()

    assert Timing.objects.filter(offer=made).count() == 2


def test_reading_is_one_query_and_refreshing_a_handful(member, made):
    done = [
        success(member, made, seconds, size=size) for seconds in (1, 2) for size in ("1K", "4K")
    ]
    done += [success(member, scene.an_offer("dyuapi"), 5) for _ in range(1)]
    with CaptureQueriesContext(
        connection,
    ) as refreshing:
        timings.refresh()
    loaded = list(Task.objects.select_related("offer__vendor"))
    with CaptureQueriesContext(connection) as reading:
        timings.of_tasks(loaded)

    assert len(reading) == 1
    assert len(refreshing) <= 6
