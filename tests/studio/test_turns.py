"""Whose turn it is, and which key has a place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from providers.types import Completed, Output
from studio.lifecycle import answer, submit
from studio.models import Attempt, Task, VendorKey
from tests.studio import scene


@pytest.fixture
def made(db):
    return scene.an_offer()


def only_key(made, **fields):
    VendorKey.objects.filter(vendor=made.vendor).update(**fields)
    return VendorKey.objects.get(vendor=made.vendor)


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
