from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio import credit_requests
from studio.models import Notification
from studio.views.account import notices
from tests.web.batches.making import make
from tests.web.pages import html, person, said
from tests.web.support import asset, run


def told(author, kind="done", count=1, **fields):
    """What a run's tasks left behind when they ended."""
    made = run(author, count=count)
    task = made.tasks.get()
    return Notification.objects.create(user=author, task=task, kind=kind, **fields)


def test_results_are_told_with_the_way_to_their_run(alice, grs):
    notice = told(alice)
    asset(alice, notice.task)
    page = person(alice).get("/notices/")

    assert "1 result ready" in said(page)
    assert f"/runs/{notice.task.run_id}/" in html(page)


def test_nobody_reads_what_others_were_told(alice, bob, grs):
    told(alice)

    assert "1 result ready" not in said(person(bob).get("/notices/"))
    assert "Nothing to tell yet." in said(person(bob).get("/notices/"))


def test_admins_are_told_who_asks_for_credits_and_why(alice, bob, admin):
    credit_requests.ask(alice, 500, "the spring campaign")
    page = said(person(admin).get("/notices/"))

    assert "alice asks for 500 credits" in page
    assert "the spring campaign" in page
    assert "asks for" not in said(person(bob).get("/notices/"))


def test_the_member_is_told_when_they_come(alice, admin):
    request = credit_requests.ask(alice, 500)
    credit_requests.grant(request.pk, admin)

    assert "You were given 500 credits" in said(person(alice).get("/notices/"))


def test_reading_is_for_all_of_mine_and_no_one_elses(alice, bob, grs):
    told(alice), told(bob)
    assert notices.unread(alice) == 1
    person(alice).post("/notices/reading/")

    assert notices.unread(alice) == 0
    assert notices.unread(bob) == 1


def test_what_is_shown_is_read_and_still_new_to_who_looks(alice, bob, grs):
    told(alice), told(bob)
    seen = person(alice).get("/notices/")

    assert "New:" in said(seen)
    assert "Mark all as read" not in said(seen)
    assert "New:" not in said(person(alice).get("/notices/"))
    assert notices.unread(alice) == 0
    assert notices.unread(bob) == 1


def test_what_stands_on_older_pages_stays_new(alice, grs):
    rows = [Notification(user=alice, kind=credit_requests.GRANTED) for _ in range(notices.PAGE + 1)]
    Notification.objects.bulk_create(rows)
    page = said(person(alice).get("/notices/"))

    assert notices.unread(alice) == 1
    assert "Mark all as read" in page


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose"])
def test_what_a_browser_fetches_ahead_is_not_read(alice, grs, header):
    told(alice)
    person(alice).get("/notices/", headers={header: "prefetch;prerender"})
    person(alice).head("/notices/")

    assert notices.unread(alice) == 1


def test_a_batch_is_told_in_one_line_with_the_way_to_it(alice, grs):
    batch = make(alice, [grs, grs], prompts=("a {red|blue} fox",))
    for made in batch.runs.all():
        task = made.tasks.get()
        asset(alice, task)
        Notification.objects.create(user=alice, task=task, kind="done")
        told(alice)
    page = person(alice).get("/notices/")

    assert said(page).count("2 results ready a {red|blue} fox") == 1
    assert html(page).count(f"/batches/{batch.pk}/") == 1


def test_old_and_read_ones_are_not_counted(alice, grs):
    told(alice, read_at=timezone.now())
    told(alice, created_at=timezone.now() - timedelta(days=30))

    assert notices.unread(alice) == 0


def test_the_menu_counts_what_is_new(alice, grs):
    told(alice)

    assert "Notices 1 unread" in said(person(alice).get("/usage/"))


def test_the_chip_tells_how_many_are_new(alice, grs):
    told(alice)

    assert 'data-notices="1"' in html(person(alice).get("/queue/chip"))


def test_many_notices_cost_no_more_queries_than_few(alice, grs):
    counts = []
    for _ in range(2):
        for _again in range(4):
            told(alice)
        with CaptureQueriesContext(connection) as queries:
            person(alice).get("/notices/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_made_up_cursor_leads_to_the_newest(alice, grs):
    assert person(alice).get("/notices/?cursor=nonsense").url == "/notices/"
