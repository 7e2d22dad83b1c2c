from django.db import transaction

from studio.credits import ledger
from studio.models import ApiToken, Project, Prompt
from tests.conftest import offer, vendor
from tests.web import support
from tests.web.support import Caller, browser


def test_models_say_what_can_be_asked_of_whom_at_what_price(as_alice, grs):
    shown = as_alice.get("/models").json()

    model, made = shown[0], shown[0]["offers"][0]
    assert (model["slug"], model["kind"]) == ("nano-banana-2", "image")
    assert (made["vendor"], made["vendor_name"], made["demo"]) == ("grsai", "Grsai", False)
    assert made["price"] == {"unit": "image", "credits": 2, "surcharge": {"size": {"4K": 4}}}
    assert made["params"]["type"] == "object"
    assert made["params"]["additionalProperties"] is False
    assert "16:9" in made["params"]["properties"]["aspect_ratio"]["enum"]
    assert made["roles"][0]["role"] == "image"
    assert {"min", "max"} == set(made["prompt"])
    assert [field["key"] for field in model["form"]] == list(made["params"]["properties"])


def test_the_form_is_the_union_of_what_real_vendors_offer(as_alice, grs):
    offer(vendor("seedhorse", "http://127.0.0.1:9"), "nano-banana-2")
    offer(vendor("demo", ""), "nano-banana-2")

    model = as_alice.get("/models").json()[0]

    every = {name for item in model["offers"] for name in item["params"]["properties"]}
    assert [item["demo"] for item in model["offers"]].count(True) == 1
    assert {field["key"] for field in model["form"]} <= every
    assert "quality" in {field["key"] for field in model["form"]}


def test_what_is_off_is_not_listed(as_alice, grs):
    offer(grs.vendor, "nano-banana-pro", enabled=False)
    other = offer(grs.vendor, "nano-banana-fast")
    other.model.enabled = False
    other.model.save()

    assert [model["slug"] for model in as_alice.get("/models").json()] == ["nano-banana-2"]

    grs.vendor.enabled = False
    grs.vendor.save()
    assert as_alice.get("/models").json() == []


def test_an_offer_of_a_forgotten_spec_is_left_out(as_alice, grs):
    grs.spec_key = "no-longer-known"
    grs.save()

    assert as_alice.get("/models").json() == []


def test_me_tells_what_is_left(as_alice, alice):
    support.run(alice)

    me = as_alice.get("/me").json()

    assert (me["username"], me["role"]) == ("alice", "member")
    assert (me["credits"]["available"], me["credits"]["reserved"]) == (98, 2)


def test_entries_tell_every_move_of_ones_own_credits(as_alice, alice, bob):
    task = support.run(alice).tasks.get()
    support.run(bob, "not hers")
    with transaction.atomic():
        ledger.settle(task.pk, 1)

    first = as_alice.get("/me/entries", limit=2).json()
    rest = as_alice.get("/me/entries", limit=2, cursor=first["next"]).json()

    entries = first["items"] + rest["items"]
    assert [entry["kind"] for entry in entries] == ["settle", "reserve", "grant"]
    assert [entry["amount"] for entry in entries] == [1, -2, 100]
    assert entries[0]["charged"] == 1
    assert entries[0]["task"] == str(task.pk)
    assert rest["next"] is None


def test_a_session_makes_a_token_that_is_shown_once(alice):
    page = browser(alice)

    made = page.post("/api/v1/me/tokens", {"name": "laptop"}, "application/json")
    listed = page.get("/api/v1/me/tokens").json()["items"]

    text = made.json()["token"]
    assert made.status_code == 201
    assert (listed[0]["name"], listed[0]["scopes"]) == ("laptop", ["read", "write"])
    assert text not in page.get("/api/v1/me/tokens").content.decode()
    assert ApiToken.objects.find(text).user == alice


def test_a_token_makes_no_tokens(as_alice):
    answer = as_alice.post("/me/tokens", {"name": "successor"})

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_revoked_token_works_no_more(alice, bob):
    script = Caller(alice)
    token = ApiToken.objects.get(user=alice)

    assert Caller(bob).delete(f"/me/tokens/{token.pk}").status_code == 404
    assert browser(alice).delete(f"/api/v1/me/tokens/{token.pk}").status_code == 204
    assert script.get("/me").status_code == 401


def test_projects_get_an_address_of_their_own(as_alice, as_bob, as_viewer):
    one = as_alice.post("/projects", {"name": "Red Foxes"})
    two = as_bob.post("/projects", {"name": "Red  foxes", "visibility": "private"})
    other = as_bob.post("/projects", {"name": "红狐"})

    assert (one.status_code, one.json()["slug"]) == (201, "red-foxes")
    assert two.json()["slug"].startswith("red-foxes-")
    assert other.json()["slug"].startswith("project-")
    assert {item["name"] for item in as_alice.get("/projects").json()["items"]} == {
        "Red Foxes",
        "红狐",
    }
    assert as_viewer.post("/projects", {"name": "x"}).status_code == 403
    assert Project.objects.count() == 3


def test_a_project_needs_a_name(as_alice):
    for name in ("", "   ", "a\x00b", "n" * 121):
        assert as_alice.post("/projects", {"name": name}).status_code == 422


def test_saved_prompts_are_shared_as_their_author_wishes(as_alice, as_bob, alice):
    support.run(alice, "used, not saved")
    as_alice.post("/prompts", {"text": "for all", "title": "Fox"})
    as_alice.post("/prompts", {"text": "for me", "visibility": "me"})

    mine = as_alice.get("/prompts").json()["items"]
    theirs = as_bob.get("/prompts").json()["items"]

    assert [item["text"] for item in mine] == ["for me", "for all"]
    assert [(item["text"], item["title"], item["author"]) for item in theirs] == [
        ("for all", "Fox", "alice")
    ]


def test_saving_a_prompt_again_changes_what_stands_beside_it(as_alice, alice):
    support.run(alice, "a red fox")

    as_alice.post("/prompts", {"text": "a red fox", "title": "One"})
    as_alice.post("/prompts", {"text": "a red fox", "title": "Two"})

    assert [(row.text, row.title, row.saved) for row in Prompt.objects.all()] == [
        ("a red fox", "Two", True)
    ]


def test_prompts_of_a_private_project_stay_there(as_alice, as_bob, private_project):
    answer = as_alice.post("/prompts", {"text": "secret", "project": "secret"})

    assert answer.json()["project"] == "secret"
    assert as_bob.get("/prompts").json()["items"] == []
    assert as_bob.post("/prompts", {"text": "x", "project": "secret"}).status_code == 422


def test_viewers_save_no_prompts(as_viewer):
    assert as_viewer.post("/prompts", {"text": "x"}).status_code == 403
