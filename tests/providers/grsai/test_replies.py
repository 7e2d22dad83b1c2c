"""What GrsAI's answers mean."""

import pytest

from providers import errors
from providers.types import Accepted, Completed, Failed, Output, Pending, Succeeded
from tests.providers.grsai.samples import (
    OPERATION,
    TASK,
    TEXTS,
    answer,
    poll,
    poll_error,
    recorded,
    submit,
    task,
)

URL = "https://file1.aitohumanize.com/file/fcdd2d07449d438d9d69d450f5626976.png"
SIGNED = "https://file1.aitohumanize.com/file/a.png?sign=a%2Fb%2Bc&e=1"
RUNNING = ["running", "pending", "queued", "processing", "in_progress", " Running "]
SUCCEEDED = ["succeeded", "success", "completed", "SUCCEEDED"]
FAILED = ["failed", "error", "failure"]
VIOLATED = ["violation", "input_moderation", "output_moderation", "blocked", "moderation"]


def test_an_accepted_task_is_followed_by_its_id():
    assert submit(recorded("accepted")) == Accepted(OPERATION, TASK)


def test_the_documented_result_is_a_success():
    assert poll(recorded("succeeded")) == Succeeded((Output(URL),))


def test_an_answer_with_the_result_is_complete_whatever_was_asked_for():
    for reply_type in ("async", "json", "stream"):
        found = submit(recorded("succeeded"), reply_type=reply_type)

        assert found == Completed((Output(URL),), task_id=TASK)


def test_an_answer_that_still_runs_is_accepted_whatever_was_asked_for():
    for reply_type in ("async", "json", "stream"):
        found = submit(recorded("running"), reply_type=reply_type)

        assert found == Accepted({"id": TASK, "reply_type": reply_type}, TASK)


@pytest.mark.parametrize("fields", [{}, {"status": "rehearsing"}, {"status": "succeeded"}])
def test_an_id_is_enough_to_be_accepted(fields):
    assert submit(task(**fields)) == Accepted(OPERATION, TASK)


def test_a_numeric_id_becomes_text():
    assert submit(answer({"id": 2**60, "status": "running"})).task_id == str(2**60)


@pytest.mark.parametrize("word", RUNNING)
def test_every_word_for_running_keeps_the_task_running(word):
    assert poll(task(status=word)) == Pending()


@pytest.mark.parametrize("word", SUCCEEDED)
def test_every_word_for_success_needs_a_url(word):
    assert poll(task(status=word, results=[{"url": URL}])) == Succeeded((Output(URL),))
    assert poll(task(status=word, results=[])) == Pending()
    assert poll(task(status=word, results=[{"url": ""}])) == Pending()
    assert poll(task(status=word, results=None, progress=100)) == Pending(progress=100)


@pytest.mark.parametrize("word", FAILED)
def test_every_word_for_failure_is_a_failure_of_the_vendor(word):
    assert poll(task(status=word, error="error")) == Failed("upstream_failed", "error")


@pytest.mark.parametrize("word", VIOLATED)
def test_every_word_for_a_violation_is_about_the_content(word):
    assert poll(task(status=word, error="refused")) == Failed("content_policy", "refused")


def test_the_recorded_endings_are_read():
    assert poll(recorded("failed")) == Failed("upstream_failed", "error")
    assert poll(recorded("violation")) == Failed("content_policy", "input moderation")
    assert poll(recorded("running")) == Pending(progress=36)


@pytest.mark.parametrize("reason", ["input_moderation", "output_moderation"])
def test_the_older_failure_reason_tells_of_a_violation(reason):
    found = poll(task(status="failed", failure_reason=reason, error=""))

    assert found == Failed("content_policy", reason, code=reason)


def test_the_older_failure_reason_error_is_a_failure_of_the_vendor():
    found = poll(task(status="failed", failure_reason="error"))

    assert found == Failed("upstream_failed", "error", code="error")


@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_the_text_of_a_failed_task_says_why(text, kind):
    assert poll(task(status="failed", error=text)) == Failed(kind, text)


def test_an_unknown_word_keeps_the_task_and_is_told():
    assert poll(task(status="Rehearsing")) == Pending(unknown_status="rehearsing")


def test_words_of_the_settings_win():
    words = {"queued": ["Waiting"], "failed": ["burnt"], "running": ["completed"]}

    assert poll(task(status="waiting"), status_words=words) == Pending("queued")
    assert poll(task(status="burnt"), status_words=words) == Failed("upstream_failed")
    assert poll(task(status="completed"), status_words=words) == Pending()


@pytest.mark.parametrize(
    ("given", "read"), [(36, 36), ("36%", 36), (250, 100), (None, None), (-1, None), ("x", None)]
)
def test_progress_is_what_the_vendor_says_and_never_a_verdict(given, read):
    assert poll(task(status="running", progress=given)) == Pending(progress=read)


def test_an_empty_error_does_not_spoil_a_success():
    found = poll(task(status="succeeded", error="", results=[{"url": SIGNED}]))

    assert found == Succeeded((Output(SIGNED),))


def test_all_results_are_kept_and_missing_ones_counted():
    results = [{"url": SIGNED}, {"url": ""}, {"url": "data:image/png;base64,AAAA"}, None]

    found = poll(task(status="succeeded", results=results))

    assert found == Succeeded((Output(SIGNED), Output("data:image/png;base64,AAAA")), failed=2)


def test_a_lone_url_beside_the_status_is_a_result():
    assert poll(task(status="succeeded", url=SIGNED)) == Succeeded((Output(SIGNED),))


def test_the_older_envelope_is_opened():
    assert poll(recorded("wrapped")) == Succeeded(
        (Output("https://file1.aitohumanize.com/file/a.png"),)
    )
    assert submit(answer({"code": 0, "msg": "success", "data": {"id": TASK}})).task_id == TASK


def test_success_codes_of_the_older_envelope_are_a_setting():
    reply = answer({"code": 7, "msg": "fine", "data": {"id": TASK, "status": "running"}})

    assert poll(reply, success_codes=[7]) == Pending()
    with pytest.raises(errors.UpstreamFailed):
        poll(reply)


@pytest.mark.parametrize(
    "reply", [answer({"error": "task not found"}, 404), recorded("unknown_task")]
)
def test_an_async_task_that_is_not_found_is_reported(reply):
    assert isinstance(poll_error(reply), errors.NotFound)


@pytest.mark.parametrize("reply_type", ["json", "stream"])
@pytest.mark.parametrize(
    "reply", [answer({"error": "task not found"}, 404), recorded("unknown_task")]
)
def test_a_404_proves_nothing_about_a_json_or_stream_task(reply_type, reply):
    assert poll(reply, {"id": TASK, "reply_type": reply_type}) == Pending()


@pytest.mark.parametrize("status", ["failed", "violation"])
def test_a_400_about_this_very_task_is_its_verdict(status):
    reply = answer({"id": TASK, "status": status, "error": "blocked"}, 400)

    assert poll(reply) == Failed("content_policy", "blocked")


def test_a_400_about_another_task_is_not():
    reply = answer({"id": "other", "status": "failed", "error": "no"}, 400)

    assert isinstance(poll_error(reply), errors.InvalidRequest)
