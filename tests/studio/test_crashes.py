"""Whatever step the worker is killed at: nothing is paid twice, nothing paid is lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.db import connection

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

ROOT = Path(__file__).parents[2]
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
# After one step is before the next. The ways of calling differ in what they send, not in what they
# store: a second database sees every step of one of them, and every third of the others.
KILLS = [
    (case, step)
    for case in CASES
    for step in range(1, 18)
    if configured.SQLITE or case == "polled" or step % 3 == 0
]


def database_url():
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    return f"postgres://{config['USER']}:{config['PASSWORD']}@{config['HOST']}:{config['PORT']}/{config['NAME']}"


def environment(settings, tmp_path):
    return os.environ | {
        "TEST_DATABASE_URL": "",
        "DATABASE_URL": database_url(),
        "STUDIO_DATA": str(tmp_path / "data"),
        "STUDIO_SECRET_KEY": settings.SECRET_KEY,
        "STUDIO_VAULT_KEYS": ",".join(settings.VAULT_KEYS),
        "STORAGE_URL": f"file://{settings.FILE_ROOT}",
        "STUDIO_EGRESS_ALLOW": "127.0.0.1",
        "STUDIO_SWEEP_LINGER": "0.05",
        "STUDIO_SWEEP_TICK": "0.02",
        "STUDIO_RESCUE_EVERY": "0.5",
        "STUDIO_LEASE_MARGIN": "0.5",
        "STUDIO_SWEEP_LEASE": "0.6",
        "STUDIO_BACKOFF": "0.05",
        "STUDIO_CLUSTER": "crashing",
    }


def crash(settings, tmp_path, step, when):
    """Run a worker that kills itself; says where, or that it came through."""
    argv = [sys.executable, "-W", "ignore", "-m", "tests.crash_worker", str(step), when]
    env = environment(settings, tmp_path)
    done = subprocess.run(
        argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode in (0, -9), done.stderr
    return done.stdout.strip()


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
