"""The sweep: one a cluster, hard to kill, easy to stop."""

import threading
import time

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django_q.models import OrmQ

from studio import sweep
from studio.lifecycle import answer, submit
from studio.models import Attempt, Lease, Task
from studio.sweep import loop
from studio.sweep.carry import Carrier
from tests.studio import scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(quick, grsai, transactional_db):
    grsai.polls = 1
    return scene.an_offer(url=grsai.url)


@pytest.fixture
def start(made, settings):
    """Starts a sweep in a thread; it is ended, whatever the test did."""
    settings.SWEEP_LINGER = 30
    threads = []

    def work():
        sweep.sweep()
        connection.close()

    def start():
        threads.append(threading.Thread(target=work))
        threads[-1].start()
        until(lambda: Lease.objects.exclude(owner="").exists())
        return threads[-1]

    yield start
    sweep.stop_sweep()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


def until(ready, seconds=15):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_one_sweep_a_cluster(start, settings):
    start()
    began = time.monotonic()

    second = sweep.sweep()

    assert (second, time.monotonic() - began < 1) == (False, True)
    assert Lease.objects.get().name == f"sweep:{settings.CLUSTER}"


def test_another_cluster_has_its_own(start):
    start()
    hold = sweep.Hold("elsewhere")

    assert hold.take()
    assert not sweep.Hold("elsewhere").take()
    hold.give_back()
    assert sweep.Hold("elsewhere").take()


def test_a_sweep_that_died_is_followed_by_another(made, settings):
    settings.SWEEP_LEASE = -1  # ran out as soon as it was taken

    assert sweep.Hold().take()
    assert sweep.Hold().take()


def test_with_nothing_to_do_it_ends_by_itself(made):
    assert sweep.sweep()
    assert Lease.objects.get().owner == ""


def test_told_to_stop_it_brings_in_what_is_in_flight_and_takes_nothing_more(
    start, grsai, made, settings
):
    settings.SWEEP_LEASE = 0.2  # looked at four times as often
    grsai.slow_seconds = 2
    author = scene.person()
    flying = scene.task(author, made, "a fox [slow]")
    thread = start()
    until(lambda: grsai.submissions())

    sweep.stop_sweep()
    time.sleep(0.5)
    after = scene.task(author, made)
    thread.join(20)

    assert (scene.fresh(flying).status, scene.fresh(after).status) == ("running", "queued")
    assert not sweep.sweep()


def test_allowed_again_it_starts_again(made):
    sweep.stop_sweep()
    refused = sweep.sweep()

    sweep.allow_sweep()

    assert (refused, sweep.sweep()) == (False, True)


def test_what_became_due_at_the_very_end_rings_for_the_next(made, monkeypatch):
    async def run(self):
        pass

    author = scene.person()
    monkeypatch.setattr(loop.Loop, "run", run)
    sweep.sweep()
    idle = OrmQ.objects.count()
    scene.task(author, made)
    OrmQ.objects.all().delete()

    sweep.sweep()

    assert (idle, OrmQ.objects.count()) == (0, 1)


def test_a_database_that_restarts_does_not_end_it(start, made, monkeypatch):
    monkeypatch.setattr(loop, "PAUSE", 0.05)
    troubles = [OperationalError("restarting"), ValueError("one bad row")]
    real = submit.lease

    def lease(*args):
        if troubles:
            raise troubles.pop(0)
        return real(*args)

    monkeypatch.setattr(submit, "lease", lease)
    task = scene.task(scene.person(), made)

    start()
    until(lambda: scene.fresh(task).status == "archiving")

    assert not troubles


def test_an_answer_outlives_its_database(start, made, grsai, monkeypatch):
    troubles = [OperationalError("restarting")] * 2
    real = answer.keep_reply

    def keep_reply(*args):
        if troubles:
            raise troubles.pop()
        return real(*args)

    monkeypatch.setattr(answer, "keep_reply", keep_reply)
    task = scene.task(scene.person(), made)

    start()
    until(lambda: scene.fresh(task).status == "archiving")

    assert len(grsai.submissions()) == 1


def test_work_that_breaks_is_found_when_its_lease_runs_out(start, made, monkeypatch, settings):
    settings.LEASE_MARGIN = -59.5  # a lease of half a second
    broken, real = [], Carrier.submit

    async def submit_once(self, item):
        if not broken:
            broken.append(item)
            raise RuntimeError("a mistake of ours")
        await real(self, item)

    monkeypatch.setattr(Carrier, "submit", submit_once)
    scene.task(scene.person(), made)

    start()
    until(lambda: Task.objects.get().attempts_made == 2)

    assert Attempt.objects.get(number=1).state == "not_sent"
