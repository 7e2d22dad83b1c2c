"""The page of a batch: its grid, its progress, and what its author may do."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.models import Task
from tests.web import support
from tests.web.batches.making import make, post, runs
from tests.web.pages import html, person, said


def test_the_page_has_a_column_for_each_model(alice, batch):
    answer = person(alice).get(f"/batches/{batch.pk}/")

    assert answer.status_code == 200
    page = said(answer)
    assert "Nano Banana 2" in page and "Horse 1" in page and "0 of 2" in page


def test_the_page_takes_the_same_queries_for_more_rows(alice, grs, horse):
    few, many = make(alice, [grs, horse], ["a"]), make(alice, [grs, horse], list("abcdefgh"))
    client = person(alice)
    counts = []
    for batch in (few, many):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/batches/{batch.pk}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_long_table_comes_in_pages(alice, grs, settings):
    account = alice.credit_account
    account.granted = 500
    batch = make(alice, [grs], [f"fox {n}" for n in range(50)], "table")

    assert "fox 49" in said(person(alice).get(f"/batches/{batch.pk}/"))
    assert "Next rows" not in said(person(alice).get(f"/batches/{batch.pk}/"))
    assert "fox 3 " not in said(person(alice).get(f"/batches/{batch.pk}/?after=40"))


def test_progress_counts_what_is_made_and_what_failed(alice, batch):
    first, second = Task.objects.filter(run__batch=batch)
    support.finish(first)
    support.asset(alice, first)
    support.finish(second, "failed", failure_code="timeout")

    assert "2 of 2 · 1 failed" in said(person(alice).get(f"/batches/{batch.pk}/"))


def test_pictures_are_counted_and_not_calls(alice, grs):
    """The first call made three of its four, the second has not begun."""
    batch = make(alice, [grs], ["a", "b"], "variations")
    Task.objects.update(outputs=4)
    first = Task.objects.get(run__row=0)
    support.finish(first)
    for place in range(3):
        support.asset(alice, first, content=bytes([place]), position=place)

    page = said(person(alice).get(f"/batches/{batch.pk}/"))
    assert "4 of 8 · 1 failed" in page and "3 of 8 made" in page
    assert "3 of 8 made · 1 failed" in said(person(alice).get("/studio/"))
    fields = {"author": alice, "offer": grs, "position": 3, "next_action_at": timezone.now()}
    Task.objects.create(run=first.run, retry_of=first, **fields)
    page = said(person(alice).get(f"/batches/{batch.pk}/"))
    assert "3 of 8 ·" in page and "failed" not in page


def test_the_run_says_that_it_is_part_of_a_comparison(alice, batch):
    answer = person(alice).get(f"/runs/{runs(batch)[0].pk}/")

    assert f"/batches/{batch.pk}/" in html(answer)


def test_a_batch_stands_in_the_feed_once(alice, batch):
    page = html(person(alice).get("/studio/"))

    assert page.count('data-testid="batch-group"') == 1
    assert f"/batches/{batch.pk}/" in page


def test_its_author_pauses_and_resumes_it(alice, batch):
    post(alice, f"/batches/{batch.pk}/steering/", action="pause")
    assert "Paused" in said(person(alice).get(f"/batches/{batch.pk}/"))

    post(alice, f"/batches/{batch.pk}/steering/", action="resume")
    assert "Paused" not in said(person(alice).get(f"/batches/{batch.pk}/"))


def test_a_stop_says_what_came_back(alice, batch):
    answer = person(alice).post(f"/batches/{batch.pk}/steering/", {"action": "stop"}, follow=True)

    assert "2 tasks were cancelled" in said(answer)
    assert "Stopped" in said(answer)


def test_a_colleague_only_looks(bob, batch):
    assert post(bob, f"/batches/{batch.pk}/steering/", action="stop").status_code == 403
    assert "Stop and cancel" not in said(person(bob).get(f"/batches/{batch.pk}/"))
