import json
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from studio import invariants
from studio.credits import ledger
from studio.lifecycle import finish
from studio.lifecycle.failures import Failure
from studio.models import Asset, Notification, Preview, Result, Run, Task
from tests.conftest import offer, vendor
from tests.finished import finished_task, queued_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def made_by(db):
    return offer(vendor("grsai", "https://grsaiapi.com"), "nano-banana-2")


@pytest.fixture
def queued(alice, made_by):
    return queued_task(alice, made_by)


@pytest.fixture
def succeeded(alice, made_by):
    return finished_task(alice, made_by)


def test_a_studio_at_work_keeps_its_promises(succeeded):
    assert invariants.broken() == []


def test_a_failed_task_keeps_them_too(queued):
    finish.fail(queued, Failure("timeout"))

    assert invariants.broken() == []


def long_ago():
    return timezone.now() - timedelta(minutes=5)


BREAKS = {
    "tasks without a reserve of their price": lambda task: Task.objects.update(credits=99),
    "not both succeeded and settled": lambda task: Task.objects.update(status="failed"),
    "not both without result and released": lambda task: Task.objects.update(status="cancelled"),
    "succeeded tasks without an archived result": lambda task: Result.objects.update(state="lost"),
    "archived results without an asset": lambda task: Result.objects.update(asset=None),
    "person was not told": lambda task: Notification.objects.all().delete(),
    "still show an unfinished picture": lambda task: Preview.objects.create(
        task=task, content=b"x"
    ),
    "or of something else": lambda task: Notification.objects.update(kind="failed"),
    "runs that others see": lambda task: Run.objects.update(audience="user:nobody"),
    "assets that others see": lambda task: Asset.objects.update(visibility="me"),
    "assets whose file is gone": lambda task: default_storage.delete(Asset.objects.get().key),
    "gone or damaged": lambda task: Asset.objects.update(bytes=3),
}


@pytest.mark.parametrize("sentence", BREAKS)
def test_a_broken_promise_is_told_with_its_rows(succeeded, sentence):
    BREAKS[sentence](succeeded)

    assert any(sentence in text for text in invariants.broken())


WAITING_BREAKS = {
    "status and finish time disagree": {"status": "failed", "next_action_at": None},
    "that nobody ended after their deadline": {
        "next_action_at": long_ago,
        "deadline_at": long_ago,
    },
    "nobody took again": {"next_action_at": long_ago, "lease_until": long_ago},
}


@pytest.mark.parametrize("sentence", WAITING_BREAKS)
def test_a_waiting_task_that_is_forgotten_is_told(queued, sentence):
    fields = WAITING_BREAKS[sentence]
    Task.objects.update(**{name: v() if callable(v) else v for name, v in fields.items()})

    assert any(sentence in text and str(queued.pk) in text for text in invariants.broken())


def test_a_task_that_waits_for_a_free_key_breaks_nothing(queued):
    Task.objects.update(next_action_at=long_ago())

    assert invariants.broken() == []


def test_credits_reserved_for_nothing_are_told(alice):
    reference = uuid.uuid4()
    with transaction.atomic():
        ledger.reserve(ledger.open_account(alice), 5, reference)

    assert invariants.broken() == [f"credits reserved for what is no task: {reference}"]


def test_what_the_ledger_finds_is_told_too(alice):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE credits_account SET granted = granted + 1")

    assert any("not the sum of their entries" in text for text in invariants.broken())


def test_damage_of_the_same_length_is_found_by_reading_the_file(succeeded):
    assert any("gone or damaged" in text for text in invariants.broken(deep=True))


def test_the_command_answers_in_json_and_by_its_exit_code(succeeded):
    out = StringIO()
    call_command("invariants", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"ok": True, "broken": []}
    Run.objects.update(audience="user:nobody")

    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("invariants", "--json", stdout=out)

    answer = json.loads(out.getvalue())
    assert (end.value.code, answer["ok"], len(answer["broken"])) == (1, False, 1)
