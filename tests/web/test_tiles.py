"""Every status, with every word of a vendor's, is one state that a tile can show."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from studio.credits.statements import Charge
from studio.lifecycle.failures import CODES, MESSAGES
from studio.models import Attempt, Result, Task
from studio.views.runs import failure_words, states
from studio.views.runs.ledger_note import ledger_note
from studio.views.runs.states import BLINK, PATIENCE, Facts, stalls_after, state_of
from studio.views.runs.tiles import ordinal
from tests.web.pages import html, person, said
from tests.web.support import asset, finish, run

S = Task.Status
WORDS = ("", "queued", "in_review", "refresh", *CODES)
FINAL = {S.SUCCEEDED: "done", S.FAILED: "failed", S.CANCELLED: "cancelled"}
SEEN = {
    S.QUEUED: {"queued", "retrying", "cancelling"},
    S.SUBMITTING: {"queued", "submitting", "cancelling"},
    S.UNKNOWN: {"unknown", "cancelling"},
    S.RUNNING: {"running", "preview", "review", "stalled", "cancelling"},
    S.ARCHIVING: {"archiving"},
    S.SUCCEEDED: {"done"},
    S.FAILED: {"failed", "archiving"},
    S.CANCELLED: {"cancelled"},
}


def every_facts():
    either = (False, True)
    for facts in product(
        *(S, WORDS, (0, 1, 3), either, either, (0, 5), (0, 1000), (None, 10.0, 600.0), either)
    ):
        yield Facts(*facts)


def test_every_row_is_shown_as_one_known_state():
    for facts in every_facts():
        shown = state_of(facts)
        assert shown in states.STATES, facts
        assert shown in SEEN[S(facts.status)], facts


def test_what_is_over_is_shown_as_over_whatever_was_asked():
    for facts in every_facts():
        if facts.status in FINAL and not facts.is_saving_again:
            assert state_of(facts) == FINAL[S(facts.status)]


def test_what_is_asked_to_stop_says_so_until_it_is_saved_or_over():
    for facts in every_facts():
        open_still = facts.status not in (*FINAL, S.ARCHIVING)
        if facts.asked_to_stop:
            assert (state_of(facts) == "cancelling") is open_still


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts("queued"), "queued"),
        (Facts("queued", "busy", attempts=1), "retrying"),
        (Facts("queued", "", attempts=1), "queued"),  # it goes elsewhere at once
        (Facts("submitting", sent_for=BLINK / 2), "queued"),
        (Facts("submitting", sent_for=BLINK), "submitting"),
        (Facts("unknown", sent_for=9), "unknown"),
        (Facts("running", elapsed=5, late=30), "running"),
        (Facts("running", "queued"), "running"),
        (Facts("running", "in_review"), "review"),
        (Facts("running", elapsed=61, late=30), "stalled"),
        (Facts("running", "in_review", elapsed=61, late=30), "stalled"),
        (Facts("running", elapsed=10**6, late=None), "running"),
        (Facts("running", has_preview=True), "preview"),
        (Facts("running", "queued", has_preview=True), "preview"),
        (Facts("running", "in_review", has_preview=True), "review"),
        (Facts("running", elapsed=61, late=30, has_preview=True), "stalled"),
        (Facts("running", asked_to_stop=True, has_preview=True), "cancelling"),
        (Facts("archiving", has_preview=True), "archiving"),
        (Facts("archiving", "refresh"), "archiving"),
        (Facts("failed", is_saving_again=True), "archiving"),
    ],
)
def test_the_table(facts, state):
    assert state_of(facts) == state


def test_silence_is_told_after_twice_the_slow_time_and_never_within_a_minute():
    assert stalls_after(None) == float("inf")
    assert stalls_after(5) == PATIENCE
    assert stalls_after(100) == 200


def test_every_failure_code_has_words_and_something_to_do():
    assert failure_words.FAILURES.keys() == MESSAGES.keys()
    for code, failure in failure_words.FAILURES.items():
        assert str(failure.title) == MESSAGES[code]
        assert len(str(failure.title)) <= 32
        ways = failure.retry or failure.edit or failure.switch
        assert ways or code == "save_failed"
        assert bool(failure.mark) == failure.edit
    assert all(failure_words.reason(kind) for kind in CODES)


@pytest.mark.parametrize(
    ("charge", "words"),
    [
        (None, "Nothing was charged"),
        (Charge(0, 0, 0, 0), "Nothing was charged"),
        (Charge(12, 0, 0, 0), "Return on its way"),
        (Charge(12, 0, 12, 0), "12 credits returned"),
        (Charge(1, 0, 1, 0), "1 credit returned"),
        (Charge(12, 9, 3, 0), "3 of 12 credits returned"),
        (Charge(12, 0, 3, 9), "3 of 12 credits returned"),
        (Charge(12, 12, 0, 0), "Charged 12 credits"),
        (Charge(1, 1, 0, 0), "Charged 1 credit"),
    ],
)
def test_the_note_says_what_the_entries_say(charge, words):
    assert ledger_note(charge) == words


def test_a_vendor_that_bills_what_it_declines_is_told():
    words = ledger_note(Charge(12, 12, 0, 0), declined=True)

    assert words == "Charged 12 credits: the vendor bills declined results"


def test_places_in_line_are_written_as_they_are_spoken():
    spoken = [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)]

    assert spoken == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]
    with translation.override("pl"):
        assert ordinal(3) == "3"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://a.test/x?key=1 now", "see […] now"),
        ("key sk-abcdef123456 refused", "key […] refused"),
        ("account acct-9912 is over its limit", "account […] is over its limit"),
        ("write to ops@vendor.test", "write to […]"),
        ("it broke\nTraceback (most recent call last):\n File x", "it broke"),
        ("x" * 900, "x" * 400),
    ],
)
def test_what_the_vendor_said_is_cleaned(text, shown):
    assert failure_words.what_the_vendor_said(Task(failure_detail=text)) == shown


def test_the_operators_bills_are_no_business_of_members():
    task = Task(failure_code="vendor_account", failure_detail="balance of team empty")

    assert failure_words.what_the_vendor_said(task) == ""


def at(author, status, **fields):
    task = run(author).tasks.get()
    Task.objects.filter(pk=task.pk).update(status=status, **fields)
    return task


def tile(author, task):
    return person(author).get(f"/tasks/{task.pk}/tile")


def test_the_first_in_line_is_told_so(alice, bob, grs):
    first, second = run(alice).tasks.get(), run(bob).tasks.get()

    assert "1st in line" in said(tile(alice, first))
    assert "2nd in line" in said(tile(bob, second))


def test_a_retry_tells_which_it_is_and_when(alice, grs):
    soon = timezone.now() + timedelta(seconds=9)
    task = at(alice, "queued", vendor_state="busy", attempts_made=1, next_action_at=soon)
    page = tile(alice, task)

    assert 'data-state="retrying"' in html(page)
    assert "Trying again (2 of 10)" in said(page)
    assert "in 0:08" in said(page)
    assert "Vendor is busy" in said(page)
    assert "Retry now" in said(page)


def test_now_may_be_asked_for_instead_of_then(alice, bob, grs):
    late = timezone.now() + timedelta(hours=1)
    task = at(alice, "queued", vendor_state="busy", attempts_made=1, next_action_at=late)

    assert person(bob).post(f"/tasks/{task.pk}/hurry/").status_code == 403
    person(alice).post(f"/tasks/{task.pk}/hurry/")

    task.refresh_from_db()
    assert task.next_action_at <= timezone.now()


def test_a_task_that_is_not_waiting_cannot_be_hurried(alice, grs):
    task = at(alice, "running", attempts_made=1)
    answer = person(alice).post(f"/tasks/{task.pk}/hurry/", headers={"HX-Request": "true"})

    assert answer.status_code == 409


def test_a_silent_vendor_is_named_and_one_may_leave(alice, grs):
    long_ago = timezone.now() - timedelta(hours=2)
    page = said(tile(alice, at(alice, "running", accepted_at=long_ago)))

    assert "Still waiting for Grsai" in page
    assert "You can leave; it will be in History." in page


def test_of_a_silent_vendor_one_learns_when_it_was_sent_and_how_long_we_wait(alice, bob, grs):
    now = timezone.now()
    times = {"accepted_at": now - timedelta(hours=2), "deadline_at": now + timedelta(hours=1)}
    task = at(alice, "running", **times)
    key = grs.vendor.keys.get()
    same = {"vendor": grs.vendor, "offer": grs, "key": key, "idempotency_key": task.pk}
    Attempt.objects.create(task=task, number=1, state="accepted", started_at=now, **same)
    page = tile(bob, task)

    words = "What's going on\\? .*Grsai is making it\\. Sent .* We wait until .* 2 credits reserved"
    assert re.search(words, said(page))
    assert times["deadline_at"].isoformat() in html(page)


def test_what_cannot_be_stopped_may_be_hidden_and_says_its_price(alice, grs):
    task = at(alice, "running")
    page = said(tile(alice, task))

    assert "can't be stopped there" in page
    assert "2 credits will be charged" in page
    person(alice).post(f"/tasks/{task.pk}/dismissal/")
    assert f'data-task="{task.pk}"' not in html(person(alice).get("/studio/?feed=mine"))
    assert "a red fox" in said(person(alice).get(f"/runs/{task.run_id}/"))


def test_what_was_dismissed_comes_back_by_undo(alice, grs):
    task = at(alice, "running")
    for fields in ({}, {"undo": "1"}):
        person(alice).post(f"/tasks/{task.pk}/dismissal/", fields)

    assert f'data-task="{task.pk}"' in html(person(alice).get("/studio/"))


def lost(author, grs):
    task = run(author).tasks.get()
    key = grs.vendor.keys.get()
    same = {"vendor": grs.vendor, "offer": grs, "key": key, "idempotency_key": task.pk}
    attempt = Attempt.objects.create(task=task, number=1, state="accepted", **same)
    expires = timezone.now() + timedelta(hours=9)
    Result.objects.create(
        attempt=attempt, index=0, source="https://x.test/a", expires_at=expires, state="lost"
    )
    finish(task, "failed", failure_code="save_failed")
    return task


def test_a_lost_file_is_saved_again_for_free(alice, bob, grs):
    task = lost(alice, grs)
    assert "Save again (free)" in said(tile(alice, task))
    assert "Save again" not in said(tile(bob, task))
    answer = person(alice).post(f"/tasks/{task.pk}/saving/", headers={"HX-Request": "true"})

    assert 'data-state="archiving"' in html(answer)
    assert Result.objects.get().state == "waiting"


def test_a_failed_reference_leads_to_the_form_with_its_field(alice, grs):
    task = run(alice).tasks.get()
    finish(task, "failed", failure_code="policy_reference")

    assert f"/studio/?again={task.run_id}&mark=references" in html(tile(alice, task)).replace(
        "&amp;", "&"
    )


def test_the_details_name_the_vendors_own_number(alice, grs):
    task = lost(alice, grs)
    Attempt.objects.update(vendor_task_id="req-77")

    assert "req-77" in said(tile(alice, task))


def test_a_tile_keeps_the_shape_that_was_asked_for(alice, grs):
    task = run(alice, params={"aspect_ratio": "16:9"}).tasks.get()
    asset(alice, task, width=1000, height=1000)
    finish(task)

    assert "r-178" in html(tile(alice, task))


def test_many_tiles_are_one_question(
    alice, mallory, private_project, grs, django_assert_max_num_queries
):
    tasks = [run(alice, f"fox {n}").tasks.get() for n in range(6)]
    hidden = run(alice, "secret", project=private_project).tasks.get()
    names = ",".join(str(task.pk) for task in [*tasks, hidden])
    browser = person(mallory)
    with django_assert_max_num_queries(20):
        page = html(browser.get(f"/tasks/tiles?ids={names},nonsense"))

    assert page.count('data-testid="tile"') == 6
    assert str(hidden.pk) not in page


def test_the_number_of_queries_does_not_grow_with_the_feed(alice, grs):
    browser = person(alice)
    counts = []
    for _ in range(2):
        [run(alice, f"fox {n}", count=2) for n in range(5)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get("/studio/?feed=mine")
        counts.append(len(queries))

    assert counts[0] == counts[1]
