"""How DYU is asked for a task, and what its answer means."""

import base64

import pytest

from providers import errors
from providers.params import InvalidParams
from providers.types import Failed, Output, Pending, Succeeded
from tests.providers.dyuapi.support import (
    OPERATION,
    TASK_ID,
    adapter,
    openai_error,
    recorded,
    reply,
    task_error,
    wire,
)

LINK = "https://oss.example.com/i/1.png?Expires=1&Signature=a%2Fb%2Bc%3D"


def read(answer, **settings):
    return adapter(**settings).read_poll(answer, OPERATION)


def made(link):
    return Succeeded((Output(link, "image"),))


def test_a_task_is_asked_for_behind_the_videos_route():
    call = adapter().poll(OPERATION)

    assert (call.method, call.path, call.json) == ("GET", f"/v1/videos/{TASK_ID}", None)


def test_the_gateways_other_route_is_a_setting():
    path = adapter(query_path="/v1/video/generations/{id}").poll(OPERATION).path

    assert path == f"/v1/video/generations/{TASK_ID}"


def test_the_content_route_is_asked_only_on_request():
    assert adapter(ask_content=True).poll(OPERATION).path == f"/v1/videos/{TASK_ID}/content"


def test_an_id_cannot_leave_its_place_in_the_path():
    assert adapter().poll({"id": "../a?b#{id}"}).path == "/v1/videos/..%2Fa%3Fb%23%7Bid%7D"


@pytest.mark.parametrize("name", ["query_path", "content_path"])
@pytest.mark.parametrize("path", ["/v1/videos", "v1/{id}", "https://evil.test/{id}"])
def test_a_route_without_an_id_or_with_a_host_is_refused(name, path):
    with pytest.raises(InvalidParams) as caught:
        adapter(**{name: path})

    assert name in caught.value.problems


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("queued", Pending("queued", 0)),
        ("processing", Pending("running", 36)),
        ("completed", made("https://example.com/images/xxx.jpg")),
        ("completed_without_url", Pending("running", 100)),
        ("failed", Failed("upstream_failed", "")),
        ("wrapped", made("https://oss.example.com/i/1.png?Signature=a%2Fb")),
        ("wrapped_failure", Failed("model_offline", "无可用渠道")),
    ],
)
def test_every_documented_answer_is_read(name, outcome):
    assert read(recorded(name)) == outcome


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (["queued", "pending", "submitted", "not_start", "created", "QUEUED"], "queued"),
        (["processing", "in_progress", "running", "unknown", " IN_PROGRESS "], "running"),
    ],
)
def test_every_word_of_waiting_is_known(words, state):
    for word in words:
        assert read(recorded("queued", status=word)) == Pending(state, 0)


@pytest.mark.parametrize("word", ["completed", "success", "succeeded", "done", "SUCCESS"])
def test_every_word_of_success_needs_a_url(word):
    assert read(recorded("completed", status=word)) == made("https://example.com/images/xxx.jpg")
    assert read(recorded("completed_without_url", status=word)) == Pending("running", 100)


@pytest.mark.parametrize("word", ["failed", "failure", "fail", "error", "FAILURE"])
def test_every_word_of_failure_is_known(word):
    assert read(recorded("failed", status=word)) == Failed("upstream_failed", "")


@pytest.mark.parametrize("word", ["cancelled", "canceled"])
def test_both_spellings_of_cancelled_are_known(word):
    assert read(recorded("failed", status=word)).cancelled


def test_an_unknown_word_keeps_the_task():
    assert read(recorded("processing", status="Polishing")) == Pending(
        "running", 36, unknown_status="polishing"
    )


def test_a_word_of_the_admins_is_known_and_may_correct_ours():
    words = {"queued": ["Unknown", "polishing"]}

    assert read(recorded("processing", status="polishing"), status_words=words).state == "queued"
    assert read(recorded("processing", status="unknown"), status_words=words).state == "queued"


@pytest.mark.parametrize(
    "place",
    [
        {"url": LINK},
        {"image_url": LINK},
        {"video_url": LINK},
        {"result_url": LINK},
        {"metadata": {"url": LINK}},
        {"data": {"url": LINK}},
        {"data": {"result_url": LINK}},
        {"data": {"video_url": LINK}},
        {"output": [{"url": LINK}]},
        {"result": {"url": LINK}},
        {"url": "", "image_url": None, "video_url": "/relative", "result_url": LINK},
        {"url": LINK, "image_url": "https://a.test/other.png"},
    ],
)
def test_a_link_is_found_byte_for_byte_wherever_it_has_been_seen(place):
    assert read(recorded("completed_without_url", **place)) == made(LINK)


def test_a_signed_link_keeps_its_escapes():
    link = wire("completed_signed")["url"]

    assert read(recorded("completed_signed")) == made(link)


def test_a_result_may_be_inline():
    inline = "data:image/png;base64,iVBORw0KGgo="

    assert read(recorded("completed", url=inline)) == made(inline)


def test_a_link_before_completion_is_no_result():
    assert read(recorded("processing", url=LINK, progress=100)) == Pending("running", 100)


@pytest.mark.parametrize(
    ("progress", "ours"), [("36%", 36), (36.7, 36), (300, 100), ("soon", None)]
)
def test_progress_is_read_in_every_form(progress, ours):
    assert read(recorded("processing", progress=progress)).progress == ours


def test_the_time_of_creation_is_never_needed():
    answer = wire("processing")
    answer["created_at"] = answer.pop("created")

    assert read(reply(answer)) == Pending("running", 36)


@pytest.mark.parametrize(
    ("fields", "kind", "message"),
    [
        (
            {"error": {"message": "prompt violates policy", "code": "x"}},
            "content_policy",
            "prompt violates policy",
        ),
        ({"error": "Blocked"}, "content_policy", "Blocked"),
        ({"fail_reason": "余额不足"}, "vendor_balance", "余额不足"),
        ({"message": "no available channel"}, "model_offline", "no available channel"),
        ({"msg": "worn out"}, "upstream_failed", "worn out"),
        ({"error": {"message": "no", "code": "prompt_blocked"}}, "content_policy", "no"),
    ],
)
def test_a_failure_is_known_by_its_code_or_its_words(fields, kind, message):
    outcome = read(recorded("failed", **fields))

    assert (outcome.kind, outcome.message) == (kind, message)


@pytest.mark.parametrize("status", [None, "", True, {}, []])
def test_a_task_without_a_status_is_loud(status):
    with pytest.raises(errors.ProtocolError, match="no status"):
        read(recorded("processing", status=status))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(wire("task_not_exist"), 400), errors.NotFound),
        (reply(b"not found", 404), errors.NotFound),
        (openai_error("Task not found", status=404), errors.NotFound),
        (openai_error("Invalid token", status=401), errors.Unauthorized),
        (openai_error("slow down", status=429), errors.RateLimited),
        (reply(b"<html>", 502), errors.UpstreamFailed),
        (task_error("busy", "fail_to_fetch_task", 500), errors.UpstreamFailed),
        (reply({"status": "error", "message": "rate limited"}), errors.ProtocolError),
        (reply(b"<html>gateway</html>"), errors.ProtocolError),
        (reply(b""), errors.ProtocolError),
        (reply([]), errors.ProtocolError),
    ],
)
def test_an_answer_that_is_no_task_raises_and_never_fails_the_task(answer, kind):
    with pytest.raises(errors.ProviderError) as caught:
        read(answer)

    assert type(caught.value) is kind
    assert caught.value.created == "no"


def test_the_content_route_gives_the_picture_itself():
    answer = reply(b"\x89PNG", content_type="image/png; charset=binary")

    outcome = read(answer, ask_content=True)

    assert outcome == made("data:image/png;base64," + base64.b64encode(b"\x89PNG").decode())


@pytest.mark.parametrize(
    "answer", [reply(b"", content_type="image/png"), reply(b"x", content_type="text/html")]
)
def test_no_picture_is_made_of_nothing(answer):
    with pytest.raises(errors.ProtocolError):
        read(answer, ask_content=True)


def test_the_content_route_names_the_state_of_an_unfinished_task():
    waiting = read(recorded("content_unfinished", 400), ask_content=True)
    failed = read(
        openai_error("Task is not completed yet, current status: FAILURE"), ask_content=True
    )

    assert waiting == Pending("running", None)
    assert failed.kind == "upstream_failed"
