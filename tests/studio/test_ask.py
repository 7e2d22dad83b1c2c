"""What a member may ask of a task: to stop it, or to make it again."""

import threading
from itertools import combinations

import pytest
from django.db import connection

from providers.grsai.provider import GrsAI
from providers.params import InvalidParams
from providers.types import Call
from studio import catalog
from studio.credits.errors import InsufficientCredits
from studio.credits.models import Account
from studio.lifecycle import ask, finish
from studio.lifecycle.create import MayNotCreate
from studio.lifecycle.failures import Failure
from studio.lifecycle.standing import standing
from studio.models import Asset, Project, Prompt, Task
from tests.conftest import person
from tests.fakes.base import Answer
from tests.studio import scene


class Stoppable(GrsAI):
    can_cancel = True

    def cancel(self, operation):
        return Call("DELETE", f"/v1/api/result?id={operation['id']}")

    def read_cancel(self, reply, operation):
        return reply.ok


@pytest.fixture
def made(db):
    return scene.an_offer()


@pytest.fixture
def stoppable(grsai, member, monkeypatch):
    """A running task whose vendor can stop it; `answers` says what it answers."""
    provider = Stoppable(Stoppable.Settings(poll_first=0.05, poll_interval=0.1))
    monkeypatch.setattr(catalog, "adapter", lambda vendor: provider)
    real = grsai.status
    grsai.answers = [Answer(200, {})]
    grsai.status = lambda request: grsai.answers[0] if request.method == "DELETE" else real(request)
    task = scene.task(member, scene.an_offer(url=grsai.url), "a fox [stuck]")
    scene.send()
    return scene.fresh(task)


def failed(task):
    finish.fail(Task.objects.select_related("run").get(pk=task.pk), Failure("timeout"))
    return scene.fresh(task)


def asked_to_stop(fake):
    return [request.method for request in fake.requests].count("DELETE")


def test_a_task_that_waits_is_stopped_at_once(member, made):
    task = scene.task(member, made)

    ask.cancel(task)

    assert scene.fresh(task).status == "cancelled"
    assert Account.objects.get(user=member).reserved == 0
    assert scene.lease() == []


@pytest.mark.parametrize(
    "status", ["submitting", "unknown", "running", "archiving", "succeeded", "failed", "cancelled"]
)
def test_later_it_cannot_be_stopped_where_the_vendor_cannot(member, made, status):
    task = scene.task(member, made)
    row = Task(pk=task.pk, status=status, offer=made)

    assert not ask.is_cancellable(row)


def test_who_asks_too_late_is_told(member, made):
    task = scene.task(member, made)
    scene.sent(task)

    with pytest.raises(ask.NotCancellable):
        ask.cancel(task)

    assert scene.entries(task) == ["reserve"]


def test_a_vendor_that_can_stop_is_asked_to(stoppable, grsai):
    ask.cancel(stoppable)

    scene.look()

    assert (scene.fresh(stoppable).status, asked_to_stop(grsai)) == ("cancelled", 1)
    assert scene.entries(stoppable) == ["release", "reserve"]


@pytest.mark.parametrize("answer", [Answer(409, {"error": "too late"}), None])
def test_a_vendor_that_does_not_stop_is_asked_once_and_looked_at_on(stoppable, grsai, answer):
    grsai.answers = [answer]
    ask.cancel(stoppable)

    scene.look()
    scene.look()

    task = scene.fresh(stoppable)
    assert (task.status, task.cancel_requested_at, task.polls) == ("running", None, 2)
    assert asked_to_stop(grsai) == 1


def test_stopping_and_sending_at_once_ends_in_one_of_them(transactional_db):
    task = scene.task(scene.person(), scene.an_offer())
    said, start = [], threading.Barrier(2)

    def work(do):
        start.wait()
        try:
            said.append(bool(do()))
        except ask.NotCancellable:
            said.append(False)
        finally:
            connection.close()

    cancel = threading.Thread(target=work, args=(lambda: ask.cancel(task) or True,))
    lease = threading.Thread(target=work, args=(scene.lease,))
    for thread in (cancel, lease):
        thread.start()
    for thread in (cancel, lease):
        thread.join()

    assert sorted(said) == [False, True]
    assert scene.fresh(task).status in ("cancelled", "submitting")


def test_a_failed_task_is_made_again_in_its_place(member, made):
    old = failed(scene.task(member, made, params={"size": "2K"}))

    new = ask.retry(old, member)

    same = ("run", "position", "outputs", "params", "credits", "offer")
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    assert (new.retry_of, new.status, scene.fresh(old).status) == (old, "queued", "failed")
    assert scene.entries(new) == ["reserve"]


def test_it_is_made_again_once(member, made):
    old = failed(scene.task(member, made))
    ask.retry(old, member)

    with pytest.raises(ask.NotRetryable):
        ask.retry(old, member)


@pytest.mark.parametrize("status", ["queued", "submitting", "unknown", "running", "archiving"])
def test_what_goes_on_is_not_made_again(member, made, status):
    with pytest.raises(ask.NotRetryable):
        ask.retry(Task(status=status), member)


def test_what_lacks_nothing_is_not_made_again(member, grsai):
    task = scene.play(scene.task(member, scene.an_offer(url=grsai.url)))

    assert task.status == "succeeded"
    with pytest.raises(ask.NotRetryable):
        ask.retry(task, member)


def test_of_a_part_what_is_missing_is_made_and_paid(member, seedhorse):
    made = scene.an_offer("seedhorse", url=seedhorse.url, price={"credits": 3})
    old = scene.play(scene.task(member, made, "a fox [partial]", count=4))

    new = ask.retry(old, member)

    assert (new.run, new.retry_of, new.position, new.outputs, new.credits) == (
        old.run,
        old,
        3,
        1,
        3,
    )
    assert standing([old, new], [old]) == "running"
    Prompt.objects.update(text="a fox")
    new = scene.play(new)
    assert standing([old, new], [old]) == "succeeded"
    places = Asset.objects.filter(run=old.run).values_list("position", flat=True)
    assert sorted(places) == [0, 1, 2, 3]
    with pytest.raises(ask.NotRetryable):
        ask.retry(old, member)


def test_a_part_whose_rest_fails_stays_a_part(member, seedhorse):
    made = scene.an_offer("seedhorse", url=seedhorse.url, price={"credits": 3})
    old = scene.play(scene.task(member, made, "a fox [partial]", count=4))

    new = failed(ask.retry(old, member))

    assert standing([old, new], [old]) == "partial"


@pytest.mark.parametrize(
    "made", [set(some) for n in range(5) for some in combinations(range(4), n)]
)
def test_the_first_gap_is_what_a_retry_fills(made):
    gap = ask.first_gap(made, 4)

    assert not made & set(gap)
    assert set(range(gap.start)) <= made
    assert gap.stop == 4 or gap.stop in made
    assert bool(gap) == (len(made) < 4)


def test_who_cannot_pay_or_may_not_generate_makes_nothing_again(member, made):
    old = failed(scene.task(member, made))

    with pytest.raises(InsufficientCredits):
        ask.retry(old, scene.person("poor", credits=1))
    with pytest.raises(MayNotCreate):
        ask.retry(old, person("viewer", role="viewer"))

    assert Task.objects.count() == 1


def test_a_private_project_takes_nothing_from_strangers(made):
    owner = scene.person("owner")
    project = Project.objects.create(name="S", slug="s", visibility="private", owner=owner)
    old = failed(scene.task(owner, made, project=project))

    with pytest.raises(MayNotCreate):
        ask.retry(old, scene.person("stranger"))


def test_a_model_that_is_off_is_not_made_again(member, made):
    old = failed(scene.task(member, made))
    made.model.enabled = False
    made.model.save()

    with pytest.raises(InvalidParams, match="model"):
        ask.retry(scene.fresh(old), member)


def test_four_at_once_are_not_asked_of_a_vendor_that_makes_one(member, made):
    four = scene.an_offer("seedhorse", priority=1)
    old = failed(scene.task(member, four, count=4))
    four.enabled = False
    four.save()

    with pytest.raises(InvalidParams, match="4 at once"):
        ask.retry(old, member)
