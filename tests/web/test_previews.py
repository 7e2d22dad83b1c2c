"""Unfinished pictures as a browser gets them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.models import Preview, Task
from tests.web.pages import html, person, said
from tests.web.support import asset, finish, picture, run

ADDRESS = re.compile(r'src="(/tasks/[\w-]+/preview/\?v=[\d.]+)"')


@pytest.fixture
def task(alice, grs):
    return shown(run(alice).tasks.get())


def shown(task, status="running", content=None, **fields):
    """At the vendor, which shows it unfinished."""
    now = timezone.now()
    fields = {"accepted_at": now, "preview_at": now, "progress": 42} | fields
    Task.objects.filter(pk=task.pk).update(status=status, **fields)
    row = {"content": content or picture(), "mime": "image/png"}
    Preview.objects.update_or_create(task=task, defaults=row)
    task.refresh_from_db()
    return task


def tile(author, task):
    return html(person(author).get(f"/tasks/{task.pk}/tile"))


def get(user, task):
    return person(user).get(f"/tasks/{task.pk}/preview/")


def test_it_is_sent_as_what_it_is_harmless_and_for_this_moment(task, bob):
    answer = get(bob, task)

    assert (answer.status_code, answer.content) == (200, picture())
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == "inline"


def test_who_may_not_see_the_task_may_not_see_it(alice, mallory, admin, grs, private_project):
    hidden = shown(run(alice, project=private_project).tasks.get())
    own = shown(run(alice, visibility="me").tasks.get())

    for task in (hidden, own):
        statuses = [get(user, task).status_code for user in (alice, mallory, admin)]
        assert statuses == [200, 404, 200]


def test_a_task_without_one_has_none(alice, grs):
    assert get(alice, run(alice).tasks.get()).status_code == 404


def test_the_tile_shows_it_with_its_percentage_and_cancel(task, alice):
    page = tile(alice, task)

    assert 'data-state="preview"' in page
    assert 'alt="Unfinished picture"' in page
    assert 'aria-label="Making image, 42 percent"' in page
    assert '<span class="value">42 %</span>' in page
    assert 'aria-label="Cancel"' in page
    (address,) = ADDRESS.findall(page)
    assert person(alice).get(address).content == picture()


def test_the_next_one_has_another_address(task, alice):
    first = ADDRESS.findall(tile(alice, task))
    Task.objects.update(preview_at=timezone.now())

    assert ADDRESS.findall(tile(alice, task)) != first


def test_without_a_percentage_the_words_say_what_is_done(task, alice):
    Task.objects.update(progress=None)
    page = tile(alice, task)

    assert "<b>Making image</b>" in page
    assert '<progress aria-label="Making image">' in page


@pytest.mark.parametrize(
    ("fields", "state", "is_shown"),
    [
        ({"status": "archiving"}, "archiving", True),
        ({"cancel_requested_at": timezone.now()}, "cancelling", True),
        ({"vendor_state": "in_review"}, "review", False),
    ],
)
def test_it_is_seen_until_the_result_takes_its_place(task, alice, fields, state, is_shown):
    Task.objects.update(**fields)
    page = tile(alice, task)

    assert f'data-state="{state}"' in page
    assert bool(ADDRESS.findall(page)) is is_shown


def test_of_several_results_the_first_tile_shows_it(alice, grs):
    task = run(alice).tasks.get()
    Task.objects.update(outputs=3)
    page = tile(alice, shown(task))

    assert re.findall(r'data-state="(\w+)"', page) == ["preview", "running", "running"]
    assert len(ADDRESS.findall(page)) == 1


def test_a_result_that_is_saved_is_shown_instead(task, alice):
    Task.objects.update(status="archiving")
    asset(alice, Task.objects.get())

    assert not ADDRESS.findall(tile(alice, task))


def test_the_queue_tells_it_as_any_task_that_runs(task, alice):
    page = said(person(alice).get("/queue/"))

    assert "Making image" in page
    assert "42 %" in page


def test_the_api_calls_it_running(task, as_alice):
    assert as_alice.get(f"/tasks/{task.pk}").json()["status"] == "running"


def test_showing_it_costs_no_query_more(alice, grs):
    task = run(alice).tasks.get()
    counts = []
    for fields in ({"preview_at": None}, {}):
        shown(task, **fields)
        browser = person(alice)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/tasks/{task.pk}/tile")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_what_is_over_shows_none(task, alice):
    finish(task, "failed", failure_code="timeout")

    assert not ADDRESS.findall(tile(alice, task))
