"""When the asking ends, and what comes after the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.credits.models import Account
from studio.lifecycle import finish, late
from studio.models import Asset, Attempt, RescueItem, Task
from tests.studio import scene

ADVICE = (2.0, 1.5, 10.0)


@pytest.fixture
def running(member):
    task = scene.task(member, scene.an_offer())
    scene.accepted(task)
    return scene.fresh(task)


def at_deadline(task, **ago):
    Task.objects.filter(pk=task.pk).update(deadline_at=timezone.now() - timedelta(**ago))


def test_a_task_that_the_vendor_denies_is_asked_for_until_the_deadline(member, grsai):
    task = scene.task(member, scene.an_offer(url=grsai.url))
    scene.send()
    grsai.tasks.clear()

    for _ in range(3):
        scene.look()
    before = scene.fresh(task).status
    at_deadline(task, seconds=1)
    scene.look()

    assert before == "running"
    assert (scene.fresh(task).status, scene.fresh(task).failure_code) == ("failed", "timeout")


def test_a_review_goes_on_for_a_day_more(member, seedhorse):
    task = scene.task(member, scene.an_offer("seedhorse", url=seedhorse.url), "a fox [review]")
    scene.send()
    at_deadline(task, hours=23)

    scene.look()
    reviewed = scene.fresh(task)
    at_deadline(task, hours=25)
    scene.look()

    assert (reviewed.status, reviewed.vendor_state) == ("running", "in_review")
    assert scene.fresh(task).failure_code == "timeout"


def test_a_result_after_the_deadline_is_the_members_for_nothing(member, grsai):
    task = scene.task(member, scene.an_offer(url=grsai.url), "a fox [stuck]")
    scene.send()
    at_deadline(task, seconds=1)
    scene.look()
    ended = scene.fresh(task)

    next(iter(grsai.tasks.values())).scenario = ""
    scene.look()
    scene.run_jobs()

    assert (ended.status, scene.fresh(task).status) == ("failed", "failed")
    assert Asset.objects.get(task=task).author == member
    assert Account.objects.get(user=member).granted == 100
    assert RescueItem.objects.get(task=task).kind == "late"
    assert Attempt.objects.get().next_watch_at is None


def test_the_late_watch_ends(member, running):
    at_deadline(running, seconds=1)
    finish.expire(Task.objects.select_related("run").get(pk=running.pk))
    scene.due()

    asked = late.lease(9, 5)
    Attempt.objects.update(watch_until=timezone.now() - timedelta(seconds=1))
    scene.due()

    assert len(asked) == 1
    assert late.lease(9, 5) == []
    assert Attempt.objects.get().next_watch_at is None
