import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from studio import keyring, vault
from studio.models import AuditLog, RescueItem, Result, VendorKey
from tests.conftest import offer, vendor
from tests.finished import accepted_attempt, queued_task
from tests.studio.commands.run import refused, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(alice):
    """A task whose result was made, but not saved."""
    made = offer(vendor("grsai", "https://grsaiapi.com"), "nano-banana-2")
    task = queued_task(alice, made)
    attempt = accepted_attempt(task)
    Result.objects.create(
        attempt=attempt,
        index=0,
        state="lost",
        source="https://files.example/1.png",
        expires_at=timezone.now() - timedelta(days=2),
    )
    return RescueItem.objects.create(kind="save_failed", task=task, note="no answer")


def test_what_waits_is_listed(lost):
    (line,) = run("rescue", "--list")

    assert str(lost.pk) in line and "Made, but not saved" in line and line.endswith("no answer")


def test_an_item_is_ticked_off_once(lost):
    assert run("rescue", "--resolve", str(lost.pk)) == ["Ticked off."]
    assert run("rescue", "--resolve", str(lost.pk)) == ["It was ticked off before."]
    assert run("rescue", "--list") == ["Nothing waits."]
    assert AuditLog.objects.get(action="rescue.resolved").subject == str(lost.pk)


def test_lost_results_are_fetched_again(lost):
    OrmQ.objects.all().delete()

    assert run("rescue", "--save-again", str(lost.task_id)) == ["The worker tries again."]
    assert Result.objects.get().state == "waiting"
    assert OrmQ.objects.count() == 1


def test_there_must_be_something_to_save_again(lost):
    Result.objects.update(source="")

    assert "nothing of task" in refused("rescue", "--save-again", str(lost.task_id))
    assert "there is no task" in refused("rescue", "--save-again", str(uuid.uuid4()))
    assert "there is no item" in refused("rescue", "--resolve", str(uuid.uuid4()))


def test_keys_are_sealed_again_with_the_first_vault_key(settings):
    vendor("grsai", "https://grsaiapi.com", secret="sk-rotated-0123456789")
    settings.VAULT_KEYS = [vault.generate_key(), *settings.VAULT_KEYS]

    assert run("rotate_keys") == ["1 keys sealed again."]
    assert run("rotate_keys") == ["0 keys sealed again."]

    key = VendorKey.objects.get()
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    assert keyring.open_key(key) == "sk-rotated-0123456789"
    assert key.fingerprint == vault.fingerprint("sk-rotated-0123456789")
