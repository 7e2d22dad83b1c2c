from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio import credit_requests
from studio.models import Notification
from studio.views.account import notices
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


def test_old_and_read_ones_are_not_counted(alice, grs):
    told(alice, read_at=timezone.now())
    told(alice, created_at=timezone.now() - timedelta(days=30))

    assert notices.unread(alice) == 0


def test_the_menu_counts_what_is_new(alice, grs):
    told(alice)

    assert "Notices 1 unread" in said(person(alice).get("/usage/"))


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
