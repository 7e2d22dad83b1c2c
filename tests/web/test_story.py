"""Who was asked, what became of it, how long it took: as much as the viewer may know."""

import uuid
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db.models import Prefetch
from django.utils import timezone

from studio.models import Attempt, Offer, Task
from studio.views.runs import provenance
from tests.conftest import vendor
from tests.web.pages import html, person, said
from tests.web.support import asset, finish, run


@pytest.fixture
def first(db):
    return vendor("seedhorse", "http://127.0.0.1:9", name="First")


@pytest.fixture
def task(alice, grs):
    return run(alice).tasks.get()


def tried(task, row, state, kind="", **fields):
    number = task.attempts.count() + 1
    return Attempt.objects.create(
        task=task,
        number=number,
        vendor=row,
        offer=task.offer,
        key=row.keys.get(),
        state=state,
        error_kind=kind,
        idempotency_key=uuid.uuid4(),
        **fields,
    )


def story(task):
    return provenance.story(Task.objects.get(pk=task.pk))


def test_the_vendor_that_refused_and_the_one_that_made_it(task, grs, first):
    tried(task, first, "rejected", "auth")
    tried(task, grs.vendor, "accepted")
    finish(task)

    assert story(task) == [
        "Tried Seedhorse: refused, nothing created.",
        "Made by Grsai.",
        "Paid once.",
    ]


def test_tries_that_end_alike_are_told_once(task, grs, first):
    for _ in range(3):
        tried(task, first, "rejected", "busy")
    tried(task, first, "not_sent", "not_sent")
    tried(task, grs.vendor, "accepted")
    finish(task)

    assert story(task)[:3] == [
        "Tried Seedhorse 3 times: busy, nothing created.",
        "Tried Seedhorse: not reached, nothing created.",
        "Made by Grsai.",
    ]


def test_what_was_free_was_not_paid(task, grs, first):
    tried(task, first, "rejected", "auth")
    tried(task, grs.vendor, "accepted")
    finish(task, credits=0)

    assert "Paid once." not in story(task)


@pytest.mark.parametrize(
    "state,status,code,sentence",
    [
        ("prepared", "submitting", "", "About to be sent to Grsai."),
        ("sent", "submitting", "", "Sent to Grsai: waiting for its answer."),
        ("unknown", "unknown", "", "Sent to Grsai: waiting for its answer."),
        ("unknown", "failed", "timeout", "Sent to Grsai: no answer came."),
        ("accepted", "running", "", "Grsai is making it."),
        ("accepted", "archiving", "", "Made by Grsai."),
        ("completed", "succeeded", "", "Made by Grsai."),
        ("accepted", "cancelled", "", "Stopped at Grsai."),
        ("accepted", "failed", "save_failed", "Made by Grsai, but not saved."),
        ("accepted", "failed", "unknown", "Accepted by Grsai, but nothing came of it."),
        ("rejected", "failed", "policy_prompt", "Tried Grsai: refused, nothing created."),
        ("prepared", "failed", "", "Tried Grsai: not reached, nothing created."),
    ],
)
def test_each_ending_has_its_sentence(task, grs, state, status, code, sentence):
    tried(task, grs.vendor, state)
    if status in Task.FINAL:
        finish(task, status, failure_code=code)
    Task.objects.filter(pk=task.pk).update(status=status)

    assert story(task) == [sentence]


def test_every_state_of_an_attempt_can_be_told_in_every_state_of_its_task(task, grs):
    for state, status in product(Attempt.State.values, Task.Status.values):
        attempt = Attempt(task=task, vendor=grs.vendor, state=state)
        assert provenance.ending(attempt, Task(status=status)) in provenance.SENTENCES


def test_times_are_counted_from_the_press_and_from_the_sending(task, grs, first):
    began = task.created_at + timedelta(seconds=20)
    tried(task, first, "rejected", "auth", started_at=task.created_at)
    tried(task, grs.vendor, "completed", started_at=began)
    finish(task)
    Task.objects.update(finished_at=began + timedelta(seconds=70), accepted_at=began)

    found = provenance.times(Task.objects.get(pk=task.pk))

    spans = (found.waited, found.made, found.total)
    assert [span.total_seconds() for span in spans] == [20, 70, 90]


def test_a_task_that_failed_took_time_and_made_nothing(task, grs):
    tried(task, grs.vendor, "rejected", "auth", started_at=timezone.now())
    finish(task, "failed")

    found = provenance.times(Task.objects.get(pk=task.pk))

    assert (found.waited, found.made) == (None, None)
    assert found.total > timedelta()


@pytest.fixture
def told(alice, grs, first, task):
    """A result with a story, whose vendors said more than a member may read."""
    Offer.objects.update(vendor_cost=Decimal("0.04"), vendor_currency="USD")
    tried(
        task, first, "rejected", "vendor_balance", error_detail="account acme@example.com is empty"
    )
    tried(task, grs.vendor, "accepted", started_at=timezone.now(), vendor_task_id="grs-4711")
    finish(task)
    return asset(alice, task=task)


def test_a_member_reads_who_was_asked_and_nothing_of_accounts(told, bob):
    page = said(person(bob).get(f"/a/{told.pk}/"))

    assert "Tried Seedhorse: refused, nothing created. Made by Grsai. Paid once." in page
    assert "Waiting time" in page
    assert "Making time" in page
    assert "Total time" in page
    for secret in ("acme", "is empty", "vendor_balance", "main", "0.04", "shown to admins"):
        assert secret not in page


def test_an_admin_reads_the_attempts_and_what_the_vendor_takes(told, admin):
    page = said(person(admin).get(f"/a/{told.pk}/"))

    assert "2 attempts, shown to admins" in page
    assert "vendor_balance" in page
    assert page.count("Vendor cost: 0.04 USD per result") == 1, "nothing was made by the other"
    assert "grs-4711" in page
    assert "acme" not in page


def test_what_the_vendor_itself_says_that_it_takes_comes_first(told, admin):
    Attempt.objects.filter(state="accepted").update(vendor_cost="12 points")

    assert "Vendor cost: 12 points" in said(person(admin).get(f"/a/{told.pk}/"))


def test_a_single_vendor_needs_no_story(alice, task, grs):
    tried(task, grs.vendor, "accepted")
    finish(task)

    assert 'data-testid="story"' not in html(person(alice).get(f"/a/{asset(alice, task).pk}/"))


def test_the_stories_of_many_tasks_take_one_query(alice, grs, first, django_assert_num_queries):
    for _ in range(5):
        made = run(alice).tasks.get()
        tried(made, first, "rejected", "auth")
        tried(made, grs.vendor, "accepted")

    with django_assert_num_queries(2):
        tasks = Task.objects.prefetch_related(Prefetch("attempts", provenance.attempts()))
        assert all(len(provenance.story(item)) == 2 for item in tasks)
        assert all(provenance.times(item) for item in tasks)


def test_the_details_of_a_failed_tile_tell_it_too(alice, task, grs, first):
    tried(task, first, "rejected", "vendor_balance", error_detail="account acme is empty")
    tried(task, grs.vendor, "not_sent", "not_sent")
    finish(task, "failed", failure_code="vendor_down")

    page = said(person(alice).get(f"/runs/{task.run_id}/"))

    assert "Tried Seedhorse: refused, nothing created." in page
    assert "Tried Grsai: not reached, nothing created." in page
    assert "acme" not in page
