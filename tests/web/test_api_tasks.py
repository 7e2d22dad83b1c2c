from django.db import transaction

from studio.credits import ledger
from studio.credits.models import Account
from studio.models import Task
from tests.conftest import offer, vendor
from tests.web import support


def only_task(run):
    return run.tasks.select_related("run__prompt", "run__model", "offer__vendor").get()


def test_a_finished_task_shows_its_result_and_what_it_cost(as_alice, alice):
    task = only_task(support.run(alice))
    made = support.asset(alice, task, derivatives={"t480": {"key": "k", "mime": "image/webp"}})
    with transaction.atomic():
        ledger.settle(task.pk, task.credits)
    support.finish(task)

    shown = as_alice.get(f"/tasks/{task.pk}").json()

    base = f"http://testserver/api/v1/assets/{made.pk}"
    assert shown["status"] == "succeeded"
    assert shown["credits"] == {"reserved": 0, "charged": 2, "returned": 0}
    assert (shown["finished_at"].endswith("Z"), shown["cancellable"]) == (True, False)
    assert [item["id"] for item in shown["assets"]] == [str(made.pk)]
    assert shown["assets"][0]["url"] == f"{base}/file"
    assert shown["assets"][0]["thumbnail_url"] == f"{base}/t480"


def test_addresses_are_those_of_the_public_site(as_alice, alice, settings):
    settings.PUBLIC_URL = "https://studio.example.org"
    made = support.asset(alice)

    shown = as_alice.get(f"/assets/{made.pk}").json()

    assert shown["url"] == f"https://studio.example.org/api/v1/assets/{made.pk}/file"


def test_a_failed_task_says_why_in_our_words(as_alice, alice):
    task = only_task(support.run(alice))
    with transaction.atomic():
        ledger.release(task.pk)
    support.finish(task, "failed", failure_code="policy_prompt", failure_detail="vendor's text")

    shown = as_alice.get(f"/tasks/{task.pk}").json()

    assert shown["failure"] == {"code": "policy_prompt", "message": "Vendor declined the prompt"}
    assert shown["credits"] == {"reserved": 0, "charged": 0, "returned": 2}


def test_a_result_that_came_short_makes_its_run_partial(as_alice, alice, grs):
    seed = offer(vendor("seedhorse", "http://127.0.0.1:9"), "nano-banana-2", priority=1)
    run = support.run(alice, count=2)
    task = only_task(run)
    with transaction.atomic():
        ledger.settle(task.pk, task.credits // 2)
    support.finish(task)

    shown = as_alice.get(f"/runs/{run.pk}").json()

    assert (task.offer, task.outputs) == (seed, 2)
    assert shown["status"] == "partial"
    assert shown["credits"]["returned"] == task.credits // 2


def test_a_waiting_task_is_cancelled_at_once(as_alice, alice):
    task = only_task(support.run(alice))

    answer = as_alice.post(f"/tasks/{task.pk}/cancellation")

    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert answer.json()["credits"] == {"reserved": 0, "charged": 0, "returned": 2}
    assert Account.objects.get(user=alice).reserved == 0


def test_what_a_vendor_cannot_stop_is_not_cancellable(as_alice, alice):
    task = only_task(support.run(alice))
    Task.objects.filter(pk=task.pk).update(status="running")

    answer = as_alice.post(f"/tasks/{task.pk}/cancellation")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_cancellable")


def test_only_its_author_or_an_admin_stops_a_task(as_bob, as_admin, alice):
    task = only_task(support.run(alice))

    assert as_bob.post(f"/tasks/{task.pk}/cancellation").status_code == 403
    assert as_admin.post(f"/tasks/{task.pk}/cancellation").status_code == 200


def test_only_its_author_or_an_admin_makes_a_task_again(as_bob, as_admin, alice):
    task = only_task(support.run(alice))
    support.finish(task, "failed")

    assert as_bob.post(f"/tasks/{task.pk}/retry").status_code == 403
    assert as_admin.post(f"/tasks/{task.pk}/retry").status_code == 201


def test_a_failed_task_is_made_again_in_its_place(as_alice, alice):
    run = support.run(alice)
    task = only_task(run)
    support.finish(task, "failed", failure_code="vendor_busy")

    answer = as_alice.post(f"/tasks/{task.pk}/retry")
    again = as_alice.post(f"/tasks/{task.pk}/retry")

    assert answer.status_code == 201
    assert answer.json()["retry_of"] == str(task.pk)
    assert (answer.json()["run"], answer.json()["position"]) == (str(run.pk), task.position)
    assert (again.status_code, again.json()["code"]) == (409, "not_retryable")
    assert as_alice.get(f"/runs/{run.pk}").json()["status"] == "queued"


def test_a_task_under_way_is_not_made_again(as_alice, alice):
    task = only_task(support.run(alice))

    assert as_alice.post(f"/tasks/{task.pk}/retry").status_code == 409


def test_viewers_do_not_make_things_again(as_viewer, alice):
    task = only_task(support.run(alice))
    support.finish(task, "failed")

    assert as_viewer.post(f"/tasks/{task.pk}/retry").status_code == 403


def test_readers_of_a_private_project_do_not_make_things_again(as_bob, bob, alice, private_project):
    from studio.models import Membership

    Membership.objects.create(project=private_project, user=bob, role="viewer")
    task = only_task(support.run(alice, project=private_project))
    support.finish(task, "failed")

    assert as_bob.get(f"/tasks/{task.pk}").status_code == 200
    assert as_bob.post(f"/tasks/{task.pk}/retry").status_code == 403


def test_a_strangers_task_is_not_there(as_alice, as_bob, alice):
    task = only_task(support.run(alice, visibility="me"))

    for answer in (
        as_bob.get(f"/tasks/{task.pk}"),
        as_bob.post(f"/tasks/{task.pk}/cancellation"),
        as_bob.post(f"/tasks/{task.pk}/retry"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert as_bob.get("/tasks").json()["items"] == []


def test_a_result_somebody_keeps_to_himself_does_not_show_in_his_task(as_bob, alice):
    task = only_task(support.run(alice))
    support.asset(alice, task, visibility="me")

    assert as_bob.get(f"/tasks/{task.pk}").json()["assets"] == []


def test_tasks_are_pages_newest_first(as_alice, alice):
    for number in range(3):
        support.run(alice, f"fox {number}")

    first = as_alice.get("/tasks", limit=2).json()
    rest = as_alice.get("/tasks", limit=2, cursor=first["next"]).json()

    every = [task["id"] for task in first["items"] + rest["items"]]
    newest = Task.objects.order_by("-created_at", "-id")
    assert every == [str(pk) for pk in newest.values_list("pk", flat=True)]
