"""What APIXO refuses, and whether something may have been made all the same."""

import pytest

from providers import errors
from providers.types import Reply
from tests.providers.apixo.samples import (
    TASK,
    answer,
    envelope,
    poll_error,
    recorded,
    refused,
)


@pytest.mark.parametrize("status", [200, None])
@pytest.mark.parametrize(
    ("code", "kind", "created"),
    [
        (400, errors.InvalidRequest, "no"),
        (401, errors.Unauthorized, "no"),
        (402, errors.OutOfBalance, "no"),
        (403, errors.Unauthorized, "no"),
        (404, errors.NotFound, "no"),
        (429, errors.RateLimited, "no"),
        (500, errors.UpstreamFailed, "unknown"),
        (502, errors.UpstreamFailed, "unknown"),
        (503, errors.ModelOffline, "no"),
    ],
)
def test_an_error_is_told_by_http_or_by_the_envelope(status, code, kind, created):
    reply = envelope(None, code=code, message="No", status=status or code)

    assert type(refused(reply)) is kind
    assert refused(reply).created == created
    assert type(poll_error(reply)) is kind
    assert poll_error(reply).created == "no"


def test_http_decides_before_the_envelope():
    assert isinstance(poll_error(Reply(500, recorded("success").body)), errors.UpstreamFailed)


def test_the_503_of_a_gateway_is_no_refusal():
    error = refused(Reply(503, b"<html>gateway</html>"))

    assert (error.kind, error.created) == ("upstream_failed", "unknown")


def test_a_503_with_retry_after_is_a_refusal():
    error = refused(Reply(503, b"<html>gateway</html>", {"retry-after": "5"}))

    assert (error.kind, error.created, error.retry_after) == ("busy", "no", 5)


def test_a_refusal_tells_message_and_reason():
    error = refused(recorded("invalid", 400))

    assert error.detail == "Invalid request: aspect_ratio is not supported"
    assert (error.kind, error.code) == ("invalid_params", "400")


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (403, "Content violates policy", "content_policy"),
        (403, "NSFW_DETECTED", "content_policy"),
        (403, "API key lacks permission", "auth"),
        (400, "CONTENT_VIOLATION", "content_policy"),
        (400, "Insufficient credits", "vendor_balance"),
        (400, "INVALID_IMAGE_URL", "invalid_params"),
    ],
)
def test_what_a_status_leaves_open_the_message_says(code, message, kind):
    for reply in (envelope(None, code, message, code), envelope({"error": message}, code, "No")):
        error = refused(reply)

        assert (error.kind, error.created) == (kind, "no")


def test_a_429_says_when_to_come_back():
    error = refused(envelope(None, 429, "slow down", 429, **{"retry-after": "7"}))

    assert (error.retryable, error.retry_after) == (True, 7)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b""),
        Reply(200, b"<html>gateway</html>"),
        answer([]),
        answer({}),
        answer({"code": 200}),
        envelope({}),
        envelope([TASK]),
        envelope({"taskId": ""}),
        envelope({"taskId": None}),
        envelope({"taskId": TASK}, code=0),
        envelope({"taskId": TASK}, code="ok"),
        envelope({"taskId": "a\x00b"}),
    ],
)
def test_an_unreadable_200_leaves_open_what_was_made(reply):
    error = refused(reply)

    assert (error.kind, error.created) == ("protocol", "unknown")


def test_an_answer_without_a_state_is_unreadable():
    assert poll_error(envelope({"taskId": TASK})).kind == "protocol"


def test_details_hide_keys_and_links():
    error = refused(Reply(200, b"<p>Bearer sk-abcdefghijkl https://x.example/a?b=c</p>"))

    assert error.detail == "<p>[key] [link]"
