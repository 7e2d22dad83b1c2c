import io
import re
import zipfile

from django.db import transaction

from studio.credits import ledger
from studio.models import AuditLog, Task
from tests.web.pages import html, person, said
from tests.web.support import archived, asset, finish, run

FRAGMENT = {"HX-Request": "true"}


def failed(author, code="policy_prompt", **fields):
    task = run(author).tasks.get()
    finish(task, "failed", failure_code=code, **fields)
    with transaction.atomic():
        ledger.release(task.pk)
    return task


def test_a_run_shows_its_prompt_settings_and_cost(alice, grs):
    made = run(alice, "a red fox", params={"size": "4K"}, count=2)

    page = said(person(alice).get(f"/runs/{made.pk}/"))

    assert "a red fox" in page
    assert "Size 4K" in page
    assert "12 credits reserved" in page


def test_the_header_says_what_the_ledger_has(alice, grs):
    made = run(alice, count=2)
    first, second = made.tasks.order_by("position")
    asset(alice, first)
    finish(first)
    finish(second, "failed", failure_code="timeout")
    with transaction.atomic():
        ledger.settle(first.pk, 2)
        ledger.release(second.pk)
    page = said(person(alice).get(f"/runs/{made.pk}/"))

    assert "2 credits charged 1 of 2 made · 2 credits returned" in page


def test_all_of_a_run_is_taken_as_one_zip(alice, mallory, grs):
    made = run(alice, "a red fox", params={"size": "4K"})
    kept = asset(alice, made.tasks.get())
    gone = asset(alice, made.tasks.get(), content=b"gone", position=1)
    type(gone).objects.filter(pk=gone.pk).update(trashed_at=gone.created_at)
    answer = person(alice).get(f"/runs/{made.pk}/files.zip")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    picture, manifest = archive.namelist()
    assert archive.read(picture) == b"picture" and archive.testzip() is None
    assert kept.sha256 in archive.read(manifest).decode()
    assert "a red fox" in archive.read(manifest).decode()


def test_an_admin_who_takes_all_of_a_private_run_is_written_down(alice, admin, grs):
    made = run(alice, visibility="me")
    person(admin).get(f"/runs/{made.pk}/files.zip")

    assert AuditLog.objects.filter(action="run.download", subject=str(made.pk)).exists()


def test_what_can_be_done_with_results_is_offered_where_there_are_some(alice, grs):
    made = run(alice, count=2)
    before = html(person(alice).get(f"/runs/{made.pk}/"))
    pair = [
        asset(alice, task, content=str(task.position).encode(), position=task.position)
        for task in made.tasks.order_by("position")
    ]
    for task in made.tasks.all():
        finish(task)
    after = html(person(alice).get(f"/runs/{made.pk}/"))

    hidden = re.compile(r'data-needs="(\d)" hidden')
    assert hidden.findall(before) == ["2", "1", "1"]
    assert not hidden.findall(after)
    together = person(alice).get(f"/compare/?run={made.pk}")
    assert together.url == f"/compare/?ids={pair[0].pk},{pair[1].pk}"


def test_a_strangers_run_does_not_exist(alice, mallory, private_project, grs):
    made = run(alice, project=private_project)
    task = made.tasks.get()
    browser = person(mallory)

    assert browser.get(f"/runs/{made.pk}/").status_code == 404
    assert browser.get(f"/tasks/{task.pk}/tile").status_code == 404
    assert browser.post(f"/tasks/{task.pk}/cancellation/").status_code == 404
    assert browser.post(f"/tasks/{task.pk}/retry/").status_code == 404


def test_a_colleague_may_look_but_not_stop_it(alice, bob, grs):
    task = run(alice).tasks.get()

    assert person(bob).get(f"/runs/{task.run_id}/").status_code == 200
    assert person(bob).post(f"/tasks/{task.pk}/cancellation/").status_code == 403
    assert "Cancel" not in said(person(bob).get(f"/tasks/{task.pk}/tile"))


def test_every_expected_result_has_its_own_tile(alice, grs):
    made = run(alice, count=3)

    page = html(person(alice).get(f"/runs/{made.pk}/"))

    assert page.count('data-state="queued"') == 3


def test_a_waiting_task_is_cancelled_and_the_credits_return(alice, grs):
    task = run(alice).tasks.get()

    answer = person(alice).post(f"/tasks/{task.pk}/cancellation/", headers=FRAGMENT)

    assert Task.objects.get(pk=task.pk).status == "cancelled"
    assert "Cancelled" in said(answer)
    assert "2 credits returned" in said(answer)


def test_without_scripts_cancel_comes_back_to_the_page(alice, grs):
    task = run(alice).tasks.get()

    answer = person(alice).post(f"/tasks/{task.pk}/cancellation/", {"next": "/studio/"})
    evil = person(alice).post(f"/tasks/{task.pk}/cancellation/", {"next": "https://evil.test/"})

    assert answer.url == "/studio/"
    assert evil.url == f"/runs/{task.run_id}/"


def test_what_cannot_be_stopped_is_said(alice, grs):
    task = run(alice).tasks.get()
    Task.objects.filter(pk=task.pk).update(status="running")

    answer = person(alice).post(f"/tasks/{task.pk}/cancellation/", headers=FRAGMENT)

    assert answer.status_code == 409
    assert "can't be stopped" in answer.json()["message"]


def test_a_failure_is_told_in_our_words_with_the_ledgers_note(alice, grs):
    task = failed(alice, failure_detail="nsfw <b>content</b>")

    tile = person(alice).get(f"/tasks/{task.pk}/tile")

    assert "Vendor declined the prompt" in said(tile)
    assert "2 credits returned" in said(tile)
    assert "Edit & retry" in said(tile)
    assert "&lt;b&gt;content" in html(tile)


def test_a_return_that_is_not_booked_is_not_claimed(alice, grs):
    task = run(alice).tasks.get()
    finish(task, "failed", failure_code="timeout")

    assert "Return on its way" in said(person(alice).get(f"/tasks/{task.pk}/tile"))


def test_retry_takes_the_place_of_the_failed_task(alice, grs):
    task = failed(alice, "vendor_busy")

    answer = person(alice).post(f"/tasks/{task.pk}/retry/", headers=FRAGMENT)

    assert answer.status_code == 201
    assert f'data-replaces="t-{task.pk}-0"' in html(answer)
    page = person(alice).get(f"/runs/{task.run_id}/")
    assert f'id="t-{task.pk}-0"' not in html(page)
    assert "1 task that did not work out" in said(page)


def test_a_second_retry_of_the_same_task_is_refused(alice, grs):
    task = failed(alice)
    person(alice).post(f"/tasks/{task.pk}/retry/")

    answer = person(alice).post(f"/tasks/{task.pk}/retry/", headers=FRAGMENT)

    assert answer.status_code == 409
    assert Task.objects.count() == 2


def test_retry_without_credits_says_the_numbers(alice, grs):
    task = failed(alice)
    with transaction.atomic():
        ledger.adjust(ledger.open_account(alice), -99, None, "test")

    answer = person(alice).post(f"/tasks/{task.pk}/retry/", headers=FRAGMENT)

    assert answer.json() == {"message": "This needs 2 credits, you have 1."}


def test_a_partial_success_shows_what_is_missing_and_what_came_back(alice, grs):
    task = run(alice, count=1).tasks.get()
    Task.objects.filter(pk=task.pk).update(outputs=2)
    task.refresh_from_db()
    asset(alice, task)
    finish(task)
    with transaction.atomic():
        ledger.settle(task.pk, 1)

    tile = person(alice).get(f"/tasks/{task.pk}/tile")

    assert "Not made" in said(tile)
    assert "1 of 2 credits returned" in said(tile)
    assert "Retry missing · 1" in said(tile)


def test_what_is_missing_is_made_again_in_its_place(alice, grs):
    task = run(alice, count=1).tasks.get()
    Task.objects.filter(pk=task.pk).update(outputs=2, credits=4)
    task.refresh_from_db()
    asset(alice, task)
    finish(task)
    archived(task, index=0)

    answer = html(person(alice).post(f"/tasks/{task.pk}/retry/", headers=FRAGMENT))

    new = Task.objects.get(retry_of=task)
    assert f'data-replaces="t-{task.pk}-1"' in answer
    page = html(person(alice).get(f"/runs/{task.run_id}/"))
    assert (f'id="t-{task.pk}-0"' in page, f'id="t-{task.pk}-1"' in page) == (True, False)
    assert f'id="t-{new.pk}-0"' in page


def test_a_finished_tile_leads_to_its_asset(alice, grs):
    task = run(alice).tasks.get()
    made = asset(alice, task, width=1600, height=900)
    finish(task)

    tile = html(person(alice).get(f"/tasks/{task.pk}/tile"))

    assert f'href="/a/{made.pk}/"' in tile
    assert 'data-state="done"' in tile
    assert "r-178" in tile


def test_progress_is_shown_only_where_the_vendor_gives_it(alice, grs):
    task = run(alice).tasks.get()
    Task.objects.filter(pk=task.pk).update(status="running", progress=42)
    known = html(person(alice).get(f"/tasks/{task.pk}/tile"))
    Task.objects.filter(pk=task.pk).update(progress=None)
    silent = html(person(alice).get(f"/tasks/{task.pk}/tile"))

    assert 'value="42"' in known
    assert "%" not in said_text(silent)


def said_text(text):
    import re

    return re.sub(r"<[^>]+>", " ", text)


def test_changes_are_told_to_those_who_may_see_them(alice, bob, mallory, private_project, grs):
    made = run(alice, project=private_project)
    open_run = run(bob)

    told = person(mallory).get("/events/since/0").json()

    ids = {event["id"] for event in told["events"]}
    assert str(open_run.pk) in ids
    assert str(made.pk) not in ids
    assert told["cursor"] > 0


def test_a_cursor_at_the_end_has_nothing_new(alice, grs):
    run(alice)
    cursor = person(alice).get("/events/since/0").json()["cursor"]

    told = person(alice).get(f"/events/since/{cursor}").json()

    assert told == {"cursor": cursor, "events": [], "more": False}


def test_a_cursor_beyond_all_numbers_is_no_crash(alice, grs):
    assert person(alice).get(f"/events/since/{10**30}").status_code == 200
