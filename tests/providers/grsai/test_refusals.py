"""What GrsAI refuses, and whether something may have been made all the same."""

import pytest

from providers import errors
from providers.types import Reply
from tests.providers.grsai.samples import (
    TASK,
    TEXTS,
    answer,
    poll_error,
    refused,
    task,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.Unauthorized),
        (403, errors.Unauthorized),
        (402, errors.OutOfBalance),
        (404, errors.NotFound),
        (429, errors.RateLimited),
        (400, errors.InvalidRequest),
        (422, errors.InvalidRequest),
        (500, errors.UpstreamFailed),
        (502, errors.UpstreamFailed),
        (503, errors.UpstreamFailed),
        (302, errors.ProtocolError),
    ],
)
def test_http_decides_before_the_body(status, kind):
    body = {"id": "x", "status": "succeeded", "results": [{"url": "https://x.example/a.png"}]}

    assert type(refused(answer(body, status))) is kind
    assert type(poll_error(answer(body, status))) is kind


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_submission_may_have_made_a_task(status):
    assert refused(Reply(status, b"<html>gateway</html>")).created == "unknown"


def test_a_503_with_retry_after_is_a_refusal():
    error = refused(answer({"error": "busy"}, 503, **{"retry-after": "7"}))

    assert (type(error), error.created, error.retry_after) == (errors.Busy, "no", 7)


def test_a_429_says_when_to_come_back():
    error = refused(answer({"error": "rate limit"}, 429, **{"retry-after": "9"}))

    assert (error.retryable, error.created, error.retry_after) == (True, "no", 9)


@pytest.mark.parametrize(("text", "kind"), TEXTS)
@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_named_by_its_text(text, kind, status):
    for body in ({"id": "", "status": "failed", "error": text}, {"error": text}):
        error = refused(answer(body, status))

        assert (error.kind, error.created, error.detail) == (kind, "no", text)


@pytest.mark.parametrize("text", ["image upload failed", "图片上传失败"])
def test_an_unreachable_reference_is_named_as_the_field(text):
    assert refused(answer({"status": "failed", "error": text}, 400)).field == "references"


def test_a_400_with_a_violation_is_about_the_content():
    error = refused(answer({"id": TASK, "status": "violation", "error": ""}, 400))

    assert (error.kind, error.created) == ("content_policy", "no")


@pytest.mark.parametrize("text", ["rate limit", "model under maintenance"])
def test_a_task_that_was_made_and_failed_is_never_made_again(text):
    error = refused(task(status="failed", error=text))

    assert (error.kind, error.created, error.retryable) == ("upstream_failed", "no", False)


def test_an_unnamed_error_without_a_task_leaves_open_what_was_made():
    error = refused(answer({"code": -1, "msg": "error"}))

    assert (error.kind, error.created, error.code) == ("upstream_failed", "unknown", "-1")


@pytest.mark.parametrize("body", [b"", b"<html>ok</html>", b"[]", b"{}", b'{"id": ""}', b"\xff"])
def test_an_unreadable_200_leaves_open_what_was_made(body):
    error = refused(Reply(200, body))

    assert (error.kind, error.created) == ("protocol", "unknown")


def test_details_hide_keys_and_links():
    error = refused(Reply(200, b"<html>key sk-abcdefghijkl at https://x.example/a?b=c</html>"))

    assert error.detail == "<html>key [key] at [link]"


@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_a_200_without_a_task_is_no_verdict_on_a_poll(text, kind):
    assert poll_error(answer({"error": text})).kind == kind
