import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import providers
from providers import errors
from providers.params import InvalidParams
from providers.types import (
    Accepted,
    Auth,
    Call,
    Failed,
    GenerationRequest,
    Output,
    Pending,
    Reference,
    Reply,
    Succeeded,
)

DEMO = providers.connect("demo")
OPERATION = {"id": "eNo"}


def wire(name, status=200, **headers):
    return Reply(status, (Path(__file__).parent / "wire" / f"{name}.json").read_bytes(), headers)


def request(slug="nano-banana", params=None, **options):
    spec = providers.spec("demo", slug)
    return GenerationRequest(spec, spec.upstream, "a fox", spec.clean(params or {}), **options)


def test_the_demo_needs_no_key():
    assert not DEMO.needs_key
    assert DEMO.auth == Auth("none")


def test_an_image_is_asked_for_with_what_was_chosen():
    reference = Reference("image", "image", "https://studio.example.com/a.png")
    chosen = {"size": "2K", "aspect_ratio": "16:9", "seed": 7}

    call = DEMO.submit(
        request(params=chosen, references=(reference,), outputs=3, idempotency_key="k1")
    )

    assert call == Call(
        "POST",
        "/v1/tasks",
        json={
            "model": "nano-banana",
            "prompt": "a fox",
            "kind": "image",
            "params": chosen,
            "references": [
                {"role": "image", "kind": "image", "url": "https://studio.example.com/a.png"}
            ],
            "outputs": 3,
        },
        headers={"Idempotency-Key": "k1"},
    )


def test_a_video_always_says_its_duration_and_ratio():
    call = DEMO.submit(request("seedance-2"))

    assert call.json["kind"] == "video"
    assert call.json["params"] == {"aspect_ratio": "16:9", "duration": 5}
    assert call.headers == {}


def test_an_accepted_task_is_asked_for_by_its_id():
    accepted = DEMO.read_submit(wire("accepted", 201), request())

    assert isinstance(accepted, Accepted)
    assert DEMO.poll(accepted.operation) == Call("GET", f"/v1/tasks/{accepted.task_id}")


def test_an_id_cannot_leave_its_place_in_the_path():
    assert DEMO.poll({"id": "../a?b"}).path == "/v1/tasks/..%2Fa%3Fb"


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("queued", Pending("queued")),
        ("running", Pending("running", 40)),
        ("in_review", Pending("in_review", 60)),
        ("late", Pending("running", 100)),
        ("failed", Failed("upstream_failed", "The demo was asked to fail.", "upstream_failed")),
    ],
)
def test_every_status_has_its_outcome(name, outcome):
    assert DEMO.read_poll(wire(name), OPERATION) == outcome


def test_the_vendors_wish_for_the_next_look_at_a_review_is_passed_on():
    reply = Reply(200, b'{"status": "in_review", "progress": 60}', {"retry-after": "1"})

    assert DEMO.read_poll(reply, OPERATION) == Pending("in_review", 60, 1.0)


INLINE = "data:image/webp;base64,UklGRg=="


@pytest.mark.parametrize("status", ["running", "in_review"])
def test_an_unfinished_picture_inside_the_answer_is_passed_on(status):
    body = json.dumps({"status": status, "progress": 40, "preview": INLINE}).encode()

    assert DEMO.read_poll(Reply(200, body), OPERATION).preview == Output(INLINE, "image")


@pytest.mark.parametrize(
    "value",
    [
        *("https://demo.example.com/a.png", "data:text/html,x", "data:video/mp4;base64,AA"),
        *("", 7, None, [INLINE], {"url": INLINE}, INLINE + "\n", "data:image/png,\ud800"),
    ],
)
def test_whatever_else_is_called_a_preview_is_none(value):
    body = json.dumps({"status": "running", "progress": 40, "preview": value}).encode()

    assert DEMO.read_poll(Reply(200, body), OPERATION) == Pending("running", 40)


def test_a_withheld_result_is_a_matter_of_the_rules():
    assert DEMO.read_poll(wire("withheld"), OPERATION).kind == "content_policy"


def test_missing_results_are_counted():
    outcome = DEMO.read_poll(wire("partial"), OPERATION)

    assert isinstance(outcome, Succeeded)
    assert (len(outcome.outputs), outcome.failed, outcome.seed) == (1, 1, 7)


def test_a_url_is_kept_byte_for_byte():
    body = b'{"status": "succeeded", "results": [{"url": "http://127.0.0.1:1/a%2Fb?c=%20"}]}'

    outcome = DEMO.read_poll(Reply(200, body), OPERATION)

    assert outcome.outputs == (Output("http://127.0.0.1:1/a%2Fb?c=%20"),)


def test_an_unknown_status_means_still_running():
    outcome = DEMO.read_poll(Reply(200, b'{"status": "pondering"}'), OPERATION)

    assert outcome == Pending("running", unknown_status="pondering")


def test_a_status_can_be_taught_by_a_setting():
    demo = providers.connect("demo", {"status_words": {"queued": ["pondering"]}})

    assert demo.read_poll(Reply(200, b'{"status": "Pondering"}'), OPERATION) == Pending("queued")


@pytest.mark.parametrize(
    ("status", "code", "kind", "created"),
    [
        (400, "content_policy", errors.ContentPolicy, "no"),
        (402, "vendor_balance", errors.OutOfBalance, "no"),
        (422, "invalid_params", errors.InvalidRequest, "no"),
        (503, "model_offline", errors.ModelOffline, "no"),
        (503, "", errors.UpstreamFailed, "unknown"),
        (500, "", errors.UpstreamFailed, "unknown"),
        (404, "not_found", errors.NotFound, "no"),
    ],
)
def test_every_refusal_has_its_error(status, code, kind, created):
    body = b'{"error": {"code": "%s", "message": "no"}}' % code.encode()

    with pytest.raises(kind) as caught:
        DEMO.read_submit(Reply(status, body), request())

    assert caught.value.created == created


def test_a_busy_demo_says_when_to_come_back():
    with pytest.raises(errors.Busy) as caught:
        DEMO.read_submit(wire("busy", 503, **{"retry-after": "4"}), request())

    assert caught.value.retry_after == 4
    assert caught.value.retryable


def test_an_answer_without_an_id_leaves_open_what_was_made():
    with pytest.raises(errors.ProtocolError) as caught:
        DEMO.read_submit(Reply(201, b'{"id": null}'), request())

    assert caught.value.created == "unknown"


def test_a_task_that_is_not_known_shows_that_the_demo_answers():
    DEMO.read_check_key(Reply(404, b'{"error": {"code": "not_found"}}'))

    with pytest.raises(errors.UpstreamFailed):
        DEMO.read_check_key(Reply(502, b"<html>"))


@given(status=st.integers(100, 599), body=st.binary(max_size=200))
def test_any_bytes_are_read(status, body):
    reply = Reply(status, body)
    for read in (
        lambda: DEMO.read_submit(reply, request()),
        lambda: DEMO.read_poll(reply, OPERATION),
        lambda: DEMO.read_check_key(reply),
    ):
        try:
            read()
        except errors.ProviderError as error:
            assert error.kind in errors.KINDS


def test_the_demo_has_a_row_for_every_model():
    specs = providers.specs("demo")

    assert len(specs) == 11
    assert all(spec.key == spec.model and spec.priority == 1000 for spec in specs)
    assert all(spec.outputs == (4 if spec.kind == "image" else 1) for spec in specs)


def test_a_clip_is_from_four_to_fifteen_seconds_long():
    with pytest.raises(InvalidParams):
        providers.spec("demo", "sora").clean({"duration": 16})
