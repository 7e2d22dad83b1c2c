"""Whatever step the worker is killed at: nothing is paid twice, nothing paid is lost."""

import pytest
from django.core.files.storage import default_storage

from studio.credits.models import Account, Entry
from studio.lifecycle.create import Order, create_run
from studio.models import Asset, Attempt, GenerationModel, Task
from tests import engine as engines
from tests.conftest import offer, person, vendor
from tests.fakes.aa import FakeAA
from tests.fakes.apixo import FakeApixo
from tests.fakes.dyuapi import FakeDyu
from tests.fakes.grsai import FakeGrsAI
from tests.fakes.seedhorse import FakeSeedHorse
from tests.studio.crashing import crash

KEY = "sk-test-canary-0123456789"
CASES = {
    "polled": (FakeGrsAI, "grsai", "nano-banana-2"),
    "idempotent": (FakeSeedHorse, "seedhorse", "nano-banana-2"),
    "synchronous": (FakeAA, "aa", "gpt-image-2"),
}
OTHERS = {
    "dyuapi": (FakeDyu, "dyuapi", "nano-banana-2"),
    "apixo": (FakeApixo, "apixo", "nano-banana"),
}
STEPS = {"polled": 17, "idempotent": 17, "synchronous": 14}
# After one step is before the next.
KILLS = [(case, step) for case in CASES for step in range(1, 18)]


def expire_leases():
    """What waiting for the leases to run out would do, without the waiting."""
    from datetime import timedelta

    from django.utils import timezone

    past = timezone.now() - timedelta(seconds=1)
    Task.objects.filter(lease_until__isnull=False).update(lease_until=past)
    Task.objects.filter(next_action_at__isnull=False).exclude(status="unknown").update(
        next_action_at=past
    )


@pytest.fixture(params=list(CASES))
def made(request, transactional_db, quick):
    yield from _made(request.param, *CASES[request.param])


@pytest.fixture(params=list(OTHERS))
def made_otherwise(request, transactional_db, quick):
    yield from _made(request.param, *OTHERS[request.param])


def _made(case, kind, protocol, key):
    fake = kind()
    fake.key = KEY
    fake.polls = 1
    row = vendor(protocol, fake.url, unknown_deadline=2, submit_timeout=2)
    yield case, fake, offer(row, key)
    fake.close()


@pytest.mark.slow
@pytest.mark.parametrize(("made", "step"), KILLS, indirect=["made"])
def test_a_killed_worker_costs_nobody_anything(made, step, settings, tmp_path):
    check(made, step, settings, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("step", [4, 7, 11])  # before the call, after it, before the download
def test_the_other_protocols_survive_it_too(made_otherwise, step, settings, tmp_path):
    check(made_otherwise, step, settings, tmp_path)


def check(made, step, settings, tmp_path):
    case, fake, row = made
    alice = person("alice")
    model = GenerationModel.objects.get(slug=row.model.slug)
    task = create_run(Order(author=alice, model=model, prompt="a red fox")).tasks.get()

    story = crash(settings, tmp_path, step, "before")
    expire_leases()
    with engines.running() as engine:
        engine.finish(30)

    task.refresh_from_db()
    account = Account.objects.get(user=alice)
    assert sum(fake.created.values()) <= 1, story
    assert len(fake.submissions()) <= 1 or case == "idempotent", story
    assert account.reserved == 0
    if task.status == Task.Status.SUCCEEDED:
        asset = Asset.objects.get(task=task)
        assert default_storage.size(asset.key) == asset.bytes
        assert Entry.objects.get(reference=task.pk, kind="settle").charged == task.credits
    else:
        assert (task.status, account.granted) == ("failed", 100), story
        assert Attempt.objects.filter(task=task, state="unknown").exists(), story


def test_the_killing_steps_cover_the_whole_pipeline(made, settings, tmp_path):
    case, _, row = made
    alice = person("alice")
    model = GenerationModel.objects.get(slug=row.model.slug)
    create_run(Order(author=alice, model=model, prompt="a red fox"))

    story = crash(settings, tmp_path, STEPS[case] + 1, "before")

    assert story.endswith("finished"), f"raise STEPS: {story}"
