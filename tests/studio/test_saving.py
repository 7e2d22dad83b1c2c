"""When the storage, or a second job, gets in the way of saving."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from studio import files
from studio.credits.models import Entry
from studio.lifecycle import archive, late
from studio.models import Asset, Attempt, Result, Task
from tests.studio import scene
from tests.studio.scene import DATA_URI


def charged(task):
    return Entry.objects.get(reference=task.pk, kind="settle").charged


def after_a_day():
    """As if the results had waited for longer than their addresses live."""
    old = timezone.now() - timedelta(days=2)
    Result.objects.update(created_at=old, expires_at=old)


@pytest.fixture
def no_room(monkeypatch):
    """The storage takes nothing until the list is emptied."""
    full, real = ["disk full"], files.store

    def store(source, key):
        if full:
            raise files.StorageTrouble(full[0])
        real(source, key)

    monkeypatch.setattr(files, "store", store)
    return full


def test_while_the_storage_is_down_the_task_waits(member, no_room):
    task = scene.task(member, scene.an_offer())
    scene.delivered(task, DATA_URI)

    scene.run_jobs()
    waiting = scene.fresh(task)
    no_room.clear()
    scene.due()
    archive.archive(task.pk)

    assert (waiting.status, waiting.lease_owner) == ("archiving", "")
    assert waiting.next_action_at > timezone.now() - timedelta(seconds=5)
    assert scene.fresh(task).status == "succeeded"


def test_the_job_may_run_twice(member):
    task = scene.task(member, scene.an_offer())
    scene.delivered(task, DATA_URI)

    archive.archive(task.pk)
    archive.archive(task.pk)

    assert (Asset.objects.count(), charged(task)) == (1, task.credits)


def test_two_jobs_at_once_make_one_asset(transactional_db):
    task = scene.task(scene.person(), scene.an_offer())
    scene.delivered(task, DATA_URI)

    def work():
        archive.archive(task.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Asset.objects.count(), charged(task)) == (1, task.credits)


def test_what_was_lost_can_be_saved_again_for_nothing(member, no_room):
    task = scene.task(member, scene.an_offer())
    scene.delivered(task, DATA_URI)
    after_a_day()
    scene.run_jobs()
    lost = scene.fresh(task)
    no_room.clear()

    asked = archive.save_again(lost)
    scene.run_jobs()

    assert (lost.status, asked, archive.save_again(lost)) == ("failed", True, False)
    assert Asset.objects.get().task == task
    assert scene.entries(task) == ["release", "reserve"]
    assert Attempt.objects.get().next_watch_at is None


def test_a_file_that_kills_its_worker_is_not_tried_for_ever(member, monkeypatch):
    task = scene.task(member, scene.an_offer())
    scene.delivered(task, DATA_URI)
    Task.objects.update(archive_attempts=archive.MANY)
    after_a_day()
    monkeypatch.setattr(archive, "_fetch", lambda *args: 1 / 0)

    archive.archive(task.pk)

    assert scene.fresh(task).failure_code == "save_failed"


def test_a_late_result_that_cannot_be_saved_is_tried_again(member, no_room):
    task = scene.task(member, scene.an_offer())
    scene.delivered(task, DATA_URI)
    after_a_day()
    scene.run_jobs()
    archive.save_again(scene.fresh(task))

    scene.run_jobs()
    no_room.clear()
    Task.objects.update(lease_until=None)
    scene.due()
    late.lease(9, 5)
    scene.run_jobs()

    assert Asset.objects.get().task == task
    assert Attempt.objects.get().next_watch_at is None
