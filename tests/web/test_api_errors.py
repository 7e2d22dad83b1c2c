"""Whatever goes wrong has one envelope, whoever noticed it."""

import pytest
from django.test import Client

from studio.api import me
from studio.lifecycle import create
from studio.models import ApiToken
from tests.web import support
from tests.web.support import Caller, browser

NOWHERE = "00000000-0000-4000-8000-000000000000"


def assert_envelope(answer, status, code):
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")
    assert {"code", "message", "fields"} <= set(answer.json())
    assert answer.json()["code"] == code


def test_nobody_gets_nothing(db):
    answer = Client().get("/api/v1/me")

    assert_envelope(answer, 401, "unauthorized")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_wrong_or_revoked_token_is_nobodys(alice):
    token, text = ApiToken.objects.issue(alice, "script")
    token.revoke()

    for wrong in (text, "atl_nonsense", ""):
        answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {wrong}"})
        assert_envelope(answer, 401, "unauthorized")


def test_a_bad_token_is_not_made_good_by_a_session(alice):
    answer = browser(alice).get("/api/v1/me", headers={"Authorization": "Bearer wrong"})

    assert_envelope(answer, 401, "unauthorized")


def test_a_token_does_only_what_it_is_for(alice, grs):
    reader, writer = Caller(alice, ["read"]), Caller(alice, ["write"])

    assert reader.get("/me").status_code == 200
    assert_envelope(reader.post("/quote", {}), 403, "forbidden")
    assert_envelope(writer.get("/me"), 403, "forbidden")


def test_a_session_changes_things_with_a_csrf_token_alone(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    body = {"name": "Foxes"}

    bare = client.post("/api/v1/projects", body, "application/json")
    client.get("/login/")
    client.cookies["csrftoken"] = "a" * 32
    proven = client.post(
        "/api/v1/projects", body, "application/json", headers={"X-CSRFToken": "a" * 32}
    )

    assert_envelope(bare, 403, "csrf")
    assert proven.status_code == 201


@pytest.mark.parametrize(
    "path",
    [
        "/no-such",
        "/runs/",
        f"/runs/{NOWHERE}",
        "/runs/7",
        "/tasks/x",
        f"/assets/{NOWHERE}/file",
        "/",
    ],
)
def test_what_is_not_there_is_not_found(as_alice, path):
    assert_envelope(as_alice.get(path), 404, "not_found")


def test_a_wrong_method_is_named_with_the_right_ones(as_alice):
    answer = as_alice.delete("/runs")

    assert_envelope(answer, 405, "method_not_allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_a_body_is_json(as_alice):
    path, headers = "/api/v1/runs", as_alice.headers

    as_form = as_alice.client.post(path, {"model": "x"}, headers=headers)
    broken = as_alice.client.post(path, "{", "application/json", headers=headers)
    array = as_alice.client.post(path, "[1]", "application/json", headers=headers)

    assert_envelope(as_form, 415, "unsupported_type")
    assert_envelope(broken, 400, "malformed")
    assert_envelope(array, 422, "invalid")


def test_a_body_has_a_largest_size(as_alice, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = as_alice.post("/runs", {"model": "x" * 200, "prompt": "a"})

    assert_envelope(answer, 413, "too_large")


def test_a_missing_field_is_named(as_alice):
    answer = as_alice.post("/runs", {"model": "nano-banana-2"})

    assert_envelope(answer, 422, "invalid")
    assert answer.json()["fields"] == {"prompt": "is required"}


def test_half_a_letter_is_refused(as_alice):
    text = '{"model": "nano-banana-2", "prompt": "\\ud800"}'

    answer = as_alice.client.post(
        "/api/v1/runs", text, "application/json", headers=as_alice.headers
    )

    assert_envelope(answer, 422, "invalid")


def test_our_own_mistakes_do_not_show_what_broke(as_alice, monkeypatch):
    def broken(user):
        raise RuntimeError("canary: a secret detail")

    monkeypatch.setattr(me.statements, "balances", broken)

    answer = as_alice.get("/me")

    assert_envelope(answer, 500, "internal")
    assert "canary" not in answer.content.decode()


def test_an_unknown_host_gets_the_envelope_too(as_alice):
    answer = as_alice.client.get(
        "/api/v1/me", headers=as_alice.headers | {"Host": "evil.example.org"}
    )

    assert_envelope(answer, 400, "malformed")


def test_the_documentation_lists_every_operation(as_alice, alice):
    schema = as_alice.get("/openapi.json").json()

    assert browser(alice).get("/api/v1/docs").status_code == 200
    assert {"/api/v1/runs", "/api/v1/quote", "/api/v1/uploads"} <= set(schema["paths"])
    run = schema["components"]["schemas"]["RunBody"]
    assert run["additionalProperties"] is False


def test_a_twin_that_comes_late_gets_the_first_answer(alice, grs):
    first = support.run(alice, idempotency_key="k", body_digest="d")
    again = support.run(alice, idempotency_key="k", body_digest="d")

    with pytest.raises(create.IdempotencyConflict):
        support.run(alice, idempotency_key="k", body_digest="other")
    assert first == again
