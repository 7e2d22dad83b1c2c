"""A failed tile tells what is known of this very failure, and its run keeps the story."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.models import Attempt, Task, TaskReference
from tests.web.pages import html, person, said
from tests.web.support import asset, finish, run, upload

GENERAL = "A reference was refused, often because of faces, brands or children."


def failed(author, code, **fields):
    task = run(author).tasks.get()
    finish(task, "failed", failure_code=code, **fields)
    return task


def shown(author, task):
    return said(person(author).get(f"/tasks/{task.pk}/tile"))


def given(author, task, kinds=("image", "image")):
    for position, kind in enumerate(kinds):
        file = upload(author, kind=kind, content=str(position).encode())
        TaskReference.objects.create(task=task, asset=file, role="reference", position=position)


def not_sent(task, number, minutes_ago):
    offer = task.offer
    return Attempt.objects.create(
        task=task,
        number=number,
        vendor=offer.vendor,
        offer=offer,
        key=offer.vendor.keys.get(),
        idempotency_key=task.pk,
        state="not_sent",
        error_kind="not_sent",
        started_at=timezone.now() - timedelta(minutes=minutes_ago),
    )


@pytest.mark.parametrize(
    ("times", "words"),
    [(1, "We tried once."), (3, "We tried 3 times."), (0, "We tried several times.")],
)
def test_a_busy_vendor_was_tried_so_often(alice, grs, times, words):
    task = failed(alice, "vendor_busy", attempts_made=times)

    assert f"{words} It usually clears in minutes." in shown(alice, task)


def test_what_took_too_long_tells_how_long_it_was_waited_for(alice, grs):
    since = timezone.now() - timedelta(hours=1)
    until = since + timedelta(minutes=15)
    task = failed(alice, "timeout", accepted_at=since, deadline_at=until)

    assert "No result after 15 minutes; we stopped waiting." in shown(alice, task)


def test_what_was_waited_for_a_time_nobody_knows_says_so(alice, grs):
    words = "No result came in time; we stopped waiting."

    assert words in shown(alice, failed(alice, "timeout"))


def test_a_silent_vendor_is_named_with_the_moment_it_was_first_asked(alice, grs):
    task = failed(alice, "vendor_down")
    first = not_sent(task, 1, minutes_ago=30)
    not_sent(task, 2, minutes_ago=10)
    page = person(alice).get(f"/tasks/{task.pk}/tile")

    assert "Grsai has not answered since" in said(page)
    assert f'<time data-time="clock" datetime="{first.started_at.isoformat()}"' in html(page)


def test_a_vendor_that_answered_was_not_silent(alice, grs):
    task = failed(alice, "vendor_down")
    not_sent(task, 1, minutes_ago=30)
    Attempt.objects.update(state="rejected", error_kind="model_offline")

    assert "since" not in shown(alice, task)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("@2 shows a face", "Reference @2 was refused"),
        ("reference image 1 was flagged", "Reference @1 was refused"),
        ("参考图2违规", "Reference @2 was refused"),
        ("reference 7 was flagged", GENERAL),
        ("the reference was flagged", GENERAL),
    ],
)
def test_the_reference_that_the_vendor_named_is_named(alice, grs, detail, words):
    task = failed(alice, "policy_reference", failure_detail=detail)
    given(alice, task)

    assert words in shown(alice, task)


def test_a_number_is_not_trusted_where_the_vendor_counts_each_kind_by_itself(alice, grs):
    task = failed(alice, "policy_reference", failure_detail="reference image 2 was flagged")
    given(alice, task, ("video", "image", "image"))

    assert GENERAL in shown(alice, task)


def test_a_reference_that_cannot_be_read_is_named(alice, grs):
    task = failed(alice, "bad_reference", failure_detail="cannot decode @1")
    given(alice, task)

    assert "Reference @1 is damaged" in shown(alice, task)


def test_what_nobody_understands_has_a_number_that_admins_find(alice, admin, grs):
    task = failed(alice, "unknown")
    number = str(task.pk)[:8]

    assert f"Reference {number}. Admins can look it up." in shown(alice, task)
    found = person(admin).get(f"/admin/studio/task/?q={number}")
    assert str(task.pk) in html(found)


def test_the_failed_try_stays_on_the_page_of_its_run(alice, grs):
    old = failed(alice, "policy_prompt", failure_detail="a fox is not allowed")
    made = run(alice, "another").tasks.get()
    Task.objects.filter(pk=made.pk).update(run=old.run, retry_of=old)
    page = person(alice).get(f"/runs/{old.run_id}/")

    assert "1 task that did not work out Vendor declined the prompt · Return on its way" in said(
        page
    )
    assert "a fox is not allowed" in said(page)
    assert html(page).count(f'id="d-{old.pk}"') == 1


def test_what_was_cancelled_and_made_again_has_no_failure_to_explain(alice, grs):
    old = run(alice).tasks.get()
    finish(old, "cancelled")
    made = run(alice, "another").tasks.get()
    Task.objects.filter(pk=made.pk).update(run=old.run, retry_of=old)
    page = said(person(alice).get(f"/runs/{old.run_id}/"))

    assert "did not work out Cancelled ·" in page
    assert "Something went wrong" not in page


def test_many_failed_tries_cost_no_more_queries_than_one(alice, grs, django_assert_max_num_queries):
    old = failed(alice, "policy_prompt")
    for number in range(5):
        task = run(alice, f"fox {number}").tasks.get()
        Task.objects.filter(pk=task.pk).update(run=old.run, retry_of=old)
        finish(task, "failed", failure_code="vendor_busy")
        old = task
    asset(alice)
    browser = person(alice)
    browser.get("/help/")
    with django_assert_max_num_queries(25):
        page = browser.get(f"/runs/{old.run_id}/")

    assert "5 tasks that did not work out" in said(page)
