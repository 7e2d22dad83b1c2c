import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.credits import statements
from studio.models import Task
from tests.web.pages import html, person, said
from tests.web.support import asset, finish, run

FRAGMENT = {"HX-Request": "true"}


def started(author, prompt="a red fox", **fields):
    task = run(author, prompt).tasks.get()
    Task.objects.filter(pk=task.pk).update(status="running", **fields)
    return task


def test_what_runs_and_what_waits_is_counted(alice, grs):
    started(alice)
    run(alice, "a blue fox")
    page = said(person(alice).get("/queue/"))

    assert "Running 1 · Waiting 1" in page
    assert "a red fox" in page
    assert "1st in line" in page


def test_all_tells_how_many_places_there_are(alice, bob, grs):
    started(alice)

    assert "Running 1 of 50" in said(person(bob).get("/queue/?scope=all"))
    assert "Running 0" in said(person(bob).get("/queue/"))


def test_the_next_free_place_is_announced_when_all_are_taken(alice, grs):
    grs.vendor.keys.update(max_in_flight=1)
    started(alice, accepted_at=timezone.now())
    run(alice, "a blue fox")

    assert "Next slot in about" in said(person(alice).get("/queue/?scope=all"))


def test_others_private_work_takes_a_place_and_tells_nothing(alice, mallory, private_project, grs):
    secret = run(alice, "my secret campaign", project=private_project)
    page = person(mallory).get("/queue/?scope=all")

    assert "Private run" in said(page)
    assert 'data-state="private"' in html(page)
    assert "secret" not in html(page)
    assert str(secret.pk) not in html(page)
    assert "Waiting 1" in said(page)


def test_an_admin_sees_whose_it_is(alice, admin, private_project, grs):
    run(alice, "my secret campaign", project=private_project)

    assert "my secret campaign" in said(person(admin).get("/queue/?scope=all"))


def test_only_the_last_hour_is_recent(alice, grs):
    for number, age in enumerate((10, 90)):
        task = run(alice, f"fox number {number}").tasks.get()
        finish(task, "failed", failure_code="timeout")
        at = timezone.now() - timedelta(minutes=age)
        Task.objects.filter(pk=task.pk).update(finished_at=at)
    page = said(person(alice).get("/queue/?state=recent"))

    assert "fox number 0" in page
    assert "fox number 1" not in page
    assert "Retry · 2" in page


def test_an_empty_queue_leads_to_create(alice, grs):
    assert "Nothing is running." in said(person(alice).get("/queue/"))


def test_words_that_mean_nothing_are_ignored(alice, grs):
    assert person(alice).get("/queue/?scope=theirs&state=never").status_code == 200


def test_cancelling_all_that_waits_says_exactly_what_came_back(alice, bob, grs):
    kept = started(alice)
    waiting = [run(alice, f"fox {n}", params={"size": "4K"}).tasks.get() for n in range(2)]
    other = run(bob).tasks.get()
    before = statements.balances(alice)
    assert "Cancel 2 waiting tasks?" in said(person(alice).get("/queue/"))
    assert "12 credits come back." in said(person(alice).get("/queue/"))

    answer = person(alice).post("/queue/cancellation/", headers=FRAGMENT)

    assert answer.json() == {"message": "2 tasks cancelled · 12 credits returned"}
    assert statements.balances(alice).available == before.available + 12
    states = set(
        Task.objects.filter(pk__in=[t.pk for t in waiting]).values_list("status", flat=True)
    )
    assert states == {"cancelled"}
    for task, state in ((kept, "running"), (other, "queued")):
        task.refresh_from_db()
        assert task.status == state


def test_cancelling_twice_cancels_nothing_more(alice, grs):
    run(alice)
    person(alice).post("/queue/cancellation/")
    answer = person(alice).post("/queue/cancellation/", headers=FRAGMENT)

    assert answer.json() == {"message": "Nothing was waiting any more."}


def test_a_script_gets_the_table_alone(alice, grs):
    page = html(person(alice).get("/queue/", headers=FRAGMENT))

    assert "<html" not in page
    assert "queue-line" in page


def test_the_number_of_queries_does_not_grow_with_the_queue(alice, bob, grs):
    counts = []
    for _ in range(2):
        for number in range(4):
            run(alice, f"fox {number}")
            started(bob)
        with CaptureQueriesContext(connection) as queries:
            person(alice).get("/queue/?scope=all")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_chip_stands_on_every_page_and_counts_mine(alice, bob, grs):
    started(alice)
    run(alice)
    run(bob)

    for path in ("/studio/", "/history/", "/usage/"):
        assert "1 running · 1 waiting" in said(person(alice).get(path))


def test_the_chip_tells_what_became_of_what_it_counted(alice, bob, grs):
    task, other = run(alice).tasks.get(), run(bob).tasks.get()
    for each in (task, other):
        finish(each, "failed", failure_code="timeout")
    answer = html(person(alice).get(f"/queue/chip?was={task.pk},{other.pk},nonsense"))

    assert 'data-count="0"' in answer
    assert 'data-failed="1"' in answer


def test_the_chip_tells_of_what_came_and_went_since_it_was_asked(alice, bob, grs):
    browser = person(alice)
    old = run(alice).tasks.get()
    finish(old, "failed", failure_code="timeout")
    since = re.search(r'data-at="([^"]+)"', html(browser.get("/queue/chip")))[1]
    for author in (alice, bob):
        finish(run(author).tasks.get(), "failed", failure_code="policy_prompt", outputs=4)
    query = {"was": "", "since": since}

    assert 'data-ready="0" data-failed="4"' in html(browser.get("/queue/chip", query))
    query["since"] = "2026-13-01T00:00"
    assert "data-failed" not in html(browser.get("/queue/chip", query))


def test_what_a_task_lacks_counts_as_failed(alice, grs):
    task = run(alice).tasks.get()
    for position in range(3):
        asset(alice, task, position=position, content=bytes([position]))
    finish(task, outputs=4)

    answer = html(person(alice).get(f"/queue/chip?was={task.pk}"))
    assert 'data-ready="3" data-failed="1"' in answer


def test_the_short_list_has_what_is_active_and_what_was(alice, grs):
    started(alice)
    finish(run(alice, "a blue fox").tasks.get(), "failed", failure_code="vendor_busy")
    page = said(person(alice).get("/queue/short"))

    assert "Making image" in page
    assert "Vendor is busy" in page


def test_who_waits_for_a_place_that_others_have_is_told_when_one_comes_free(alice, bob, grs):
    grs.vendor.keys.update(max_in_flight=1)
    started(bob, accepted_at=timezone.now())
    run(alice)
    page = said(person(alice).get("/queue/"))

    assert "Running 0 · Waiting 1 · Next slot in about" in page
    grs.vendor.keys.update(max_in_flight=2)
    assert "Next slot" not in said(person(alice).get("/queue/"))


def test_what_was_cancelled_is_offered_in_the_words_of_its_tile(alice, grs):
    task = run(alice).tasks.get()
    finish(task, "cancelled")

    for path in ("/queue/?state=recent", f"/tasks/{task.pk}/tile"):
        assert "Run again · 2" in said(person(alice).get(path))
        assert "Retry ·" not in said(person(alice).get(path))
