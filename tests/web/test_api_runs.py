import pytest

from studio.credits.models import Account
from studio.models import Run, Task
from tests.conftest import offer, vendor
from tests.web import support

FOX = {"model": "nano-banana-2", "prompt": "a red fox"}


def test_a_run_reserves_its_credits_and_waits_in_the_queue(as_alice, alice):
    body = FOX | {"params": {"aspect_ratio": "16:9", "size": "4K"}, "count": 2}

    answer = as_alice.post("/runs", body)

    run = answer.json()
    assert answer.status_code == 201
    assert (run["status"], run["model"], run["count"]) == ("queued", "nano-banana-2", 2)
    assert run["credits"] == {"reserved": 12, "charged": 0, "returned": 0}
    assert [task["position"] for task in run["tasks"]] == [0, 1]
    assert run["tasks"][0]["params"] == {"aspect_ratio": "16:9", "size": "4K"}
    assert run["created_at"].endswith("Z")
    assert Account.objects.get(user=alice).reserved == 12


def test_a_task_carries_everything_an_outside_client_relies_on(as_alice):
    task = as_alice.post("/runs", FOX).json()["tasks"][0]

    assert set(task) == {
        *("id", "run", "position", "outputs", "status", "vendor_state", "progress", "vendor"),
        *("model", "params", "failure", "credits", "created_at", "accepted_at", "finished_at"),
        *("cancellable", "retry_of", "assets"),
    }
    assert (task["status"], task["vendor"], task["cancellable"]) == ("queued", "grsai", True)


def test_an_offer_whose_model_the_protocol_dropped_is_not_offered(as_alice, alice, grs):
    grs.spec_key = "gone-with-an-upgrade"
    grs.save(update_fields=["spec_key"])

    answer = as_alice.post("/runs", FOX)

    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["model"]
    assert as_alice.get("/models").json() == []
    assert support.browser(alice).get("/studio/").status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"model": "no-such"}, "model"),
        ({"model": None}, "model"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": "a\x00b"}, "prompt"),
        ({"params": {"size": "9K"}}, "size"),
        ({"params": {"colour": "red"}}, "colour"),
        ({"params": {"mode": "text"}}, "mode"),
        ({"params": "16:9"}, "params"),
        ({"count": 0}, "count"),
        ({"count": 10**6}, "count"),
        ({"count": 2, "params": {"count": 3}}, "count"),
        ({"params": {"count": "many"}}, "count"),
        ({"vendor": "nobody"}, "vendor"),
        ({"project": "no-such"}, "project"),
        ({"project": "a\x00b"}, "project"),
        ({"visibility": "world"}, "visibility"),
        ({"references": [{"asset": "no-such"}]}, "references"),
        ({"references": [{"role": "image"}]}, "references.0.asset"),
        ({"quoted": -1}, "quoted"),
        ({"promt": "a typing error"}, "promt"),
    ],
)
def test_bad_input_is_refused_by_name_and_nothing_is_made(as_alice, change, field):
    answer = as_alice.post("/runs", FOX | change)

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"
    assert list(answer.json()["fields"]) == [field]
    assert not Run.objects.exists()


def test_count_may_stand_among_the_params(as_alice):
    run = as_alice.post("/runs", FOX | {"params": {"count": 3}}).json()

    assert (run["count"], len(run["tasks"])) == (3, 3)


def test_what_is_left_empty_counts_as_left_out(as_alice):
    run = as_alice.post("/runs", FOX | {"params": {"size": "", "a\x00b": None}}).json()

    assert run["params"] == {}


def test_short_credits_say_how_many_are_missing(as_alice):
    answer = as_alice.post("/runs", FOX | {"params": {"size": "4K"}, "count": 20})

    assert answer.status_code == 402
    assert answer.json() == {
        "code": "insufficient_credits",
        "message": "This needs 120 credits; you have 100.",
        "fields": {},
        "needed": 120,
        "available": 100,
    }
    assert not Run.objects.exists()


def test_a_higher_price_than_quoted_is_refused(as_alice):
    answer = as_alice.post("/runs", FOX | {"quoted": 1})

    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["quoted"]) == ("price_rose", 1)
    assert answer.json()["credits"] == 2


def test_the_same_key_and_body_give_the_first_answer_again(as_alice, grs):
    first = as_alice.post("/runs", FOX, key="k1")
    grs.enabled = False
    grs.save()
    second = as_alice.post("/runs", FOX | {"params": {}}, key="k1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert Task.objects.count() == 1


def test_the_same_key_with_another_body_is_a_conflict(as_alice):
    as_alice.post("/runs", FOX, key="k1")

    answer = as_alice.post("/runs", FOX | {"prompt": "a blue fox"}, key="k1")

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_conflict")


def test_keys_of_different_people_do_not_meet(as_alice, as_bob):
    one = as_alice.post("/runs", FOX, key="k1").json()
    other = as_bob.post("/runs", FOX, key="k1").json()

    assert one["id"] != other["id"]


def test_a_key_has_a_longest_length(as_alice):
    answer = as_alice.post("/runs", FOX, key="k" * 201)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["Idempotency-Key"])


def test_a_script_that_runs_wild_is_slowed_down(as_alice, settings):
    settings.RUNS_PER_MINUTE = 2
    as_alice.post("/runs", FOX, key="k1")
    as_alice.post("/runs", FOX)

    answer = as_alice.post("/runs", FOX)
    again = as_alice.post("/runs", FOX, key="k1")

    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert again.status_code == 201


def test_references_are_files_that_one_may_see(as_alice, alice, mallory, settings):
    settings.PUBLIC_URL = "https://studio.example.org"
    mine, hers = support.upload(alice), support.upload(mallory)

    taken = as_alice.post("/runs", FOX | {"references": [{"asset": str(mine.pk)}]})
    refused = as_alice.post("/runs", FOX | {"references": [{"asset": str(hers.pk)}]})

    assert taken.status_code == 201
    assert Task.objects.get().references.get().role == "image"
    assert refused.json()["fields"] == {"references": "reference 1: there is no such file"}


def test_viewers_may_not_create(as_viewer):
    answer = as_viewer.post("/runs", FOX)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_private_project_is_not_there_for_others(as_alice, as_bob, private_project):
    mine = as_alice.post("/runs", FOX | {"project": "secret"})
    theirs = as_bob.post("/runs", FOX | {"project": "secret"})

    run = mine.json()["id"]
    assert mine.json()["project"] == "secret"
    assert theirs.json()["fields"] == {"project": "there is no such project"}
    assert as_bob.get(f"/runs/{run}").status_code == 404
    assert as_bob.get("/runs").json()["items"] == []


def test_what_is_only_mine_is_seen_by_me_and_admins(as_alice, as_bob, as_admin):
    run = as_alice.post("/runs", FOX | {"visibility": "me"}).json()["id"]

    assert as_alice.get(f"/runs/{run}").status_code == 200
    assert as_bob.get(f"/runs/{run}").status_code == 404
    assert as_admin.get(f"/runs/{run}").status_code == 200


def test_a_quote_costs_nothing_and_says_its_sum(as_alice, alice):
    answer = as_alice.post("/quote", FOX | {"params": {"size": "4K"}, "count": 2})

    quote = answer.json()
    assert answer.status_code == 200
    assert (quote["credits"], quote["tasks"], quote["available"]) == (12, 2, 100)
    assert sum(line["credits"] for line in quote["lines"]) == 12
    assert not Run.objects.exists()


@pytest.fixture
def other(grs):
    return offer(vendor("grsai", "http://127.0.0.1:9", slug="other"), "nano-banana-2", priority=500)


def test_an_admin_chooses_the_vendor_and_a_member_who_may(as_admin, as_alice, other):
    for caller in (as_admin, as_alice):
        run = caller.post("/runs", FOX | {"vendor": "other"}).json()

        assert run["tasks"][0]["vendor"] == "other"


@pytest.mark.parametrize("path", ["/runs", "/quote"])
def test_other_members_are_told_that_the_vendor_is_not_theirs_to_choose(
    as_alice, alice, other, path
):
    alice.may_choose_vendor = False
    alice.save()

    answer = as_alice.post(path, FOX | {"vendor": "other"})

    assert answer.status_code == 422
    assert answer.json()["fields"] == {"vendor": "is chosen by the studio"}


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["queued", "queued"], "queued"),
        (["queued", "succeeded"], "running"),
        (["running", "failed"], "running"),
        (["succeeded", "failed"], "partial"),
        (["failed", "cancelled"], "failed"),
        (["cancelled", "cancelled"], "cancelled"),
    ],
)
def test_a_run_amounts_to_what_its_tasks_amount_to(as_alice, alice, statuses, expected):
    run = support.run(alice, count=2)
    for task, status in zip(run.tasks.all(), statuses, strict=True):
        if status in Task.FINAL:
            support.finish(task, status)
        else:
            Task.objects.filter(pk=task.pk).update(status=status)

    assert as_alice.get(f"/runs/{run.pk}").json()["status"] == expected


def test_lists_are_pages_newest_first(as_alice, alice):
    made = [str(support.run(alice, f"fox {n}").pk) for n in range(5)]

    first = as_alice.get("/runs", limit=3).json()
    rest = as_alice.get("/runs", limit=3, cursor=first["next"]).json()

    assert [run["id"] for run in first["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None


@pytest.mark.parametrize(
    "path", ["/runs", "/tasks", "/assets", "/projects", "/prompts", "/me/entries"]
)
@pytest.mark.parametrize("cursor", ["x", "bm90IGEgY3Vyc29y", "MjAyNi0xMS0yMSB4", "é"])
def test_a_bad_cursor_is_named(as_alice, path, cursor):
    answer = as_alice.get(path, cursor=cursor)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["cursor"])


@pytest.mark.parametrize("limit", ["0", "201", "many"])
def test_a_limit_has_limits(as_alice, limit):
    answer = as_alice.get("/runs", limit=limit)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["limit"])
