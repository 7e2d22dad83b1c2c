"""What is sent to DYU, and what its answer to a submission means."""

import pytest

from providers import errors
from providers.dyuapi.codes import CODES
from providers.types import Accepted, Completed, Output
from tests.providers.dyuapi.support import (
    OPERATION,
    TASK_ID,
    adapter,
    openai_error,
    picture,
    recorded,
    reply,
    request,
    task_error,
    wire,
)

INLINE = "data:image/jpeg;base64,/9j/4AAQ+/=="


def submit(answer, **settings):
    return adapter(**settings).read_submit(answer, request())


def test_a_picture_from_text_sends_no_metadata_that_was_not_asked_for():
    call = adapter().submit(request())

    assert (call.method, call.path, dict(call.headers)) == ("POST", "/v1/videos", {})
    assert call.json == {"model": "nano_banana_2", "prompt": "a fox"}


def test_the_documented_example_is_sent_as_documented():
    first, second = (
        "https://example.com/images/reference1.jpg",
        "https://example.com/images/reference2.png",
    )
    asked = request("nano-banana-2", picture(first), picture(second), aspect_ratio="16:9")

    assert adapter().submit(asked).json == {
        "model": "nano_banana_2",
        "prompt": "a fox",
        "metadata": {"aspectRatio": "16:9", "urls": [first, second]},
    }


@pytest.mark.parametrize(
    ("key", "upstream"),
    [("nano-banana-2", "nano_banana_2"), ("nano-banana-pro", "nano_banana_pro")],
)
@pytest.mark.parametrize("size", ["1K", "2K"])
def test_a_plain_model_is_told_its_size_inside_metadata(key, upstream, size):
    body = adapter().submit(request(key, size=size)).json

    assert body == {"model": upstream, "prompt": "a fox", "metadata": {"imageSize": size}}


@pytest.mark.parametrize("tier", ["1K", "2K", "4K"])
def test_a_model_with_a_size_in_its_name_is_not_told_it_again(tier):
    asked = request(f"nano-banana-pro-{tier.lower()}", size=tier, aspect_ratio="1:1")

    assert adapter().submit(asked).json == {
        "model": f"nano_banana_pro-{tier}",
        "prompt": "a fox",
        "metadata": {"aspectRatio": "1:1"},
    }


@pytest.mark.parametrize("ratio", ["auto", "1:1", "9:16", "16:9"])
def test_every_ratio_is_sent_inside_metadata(ratio):
    body = adapter().submit(request(aspect_ratio=ratio)).json

    assert body["metadata"] == {"aspectRatio": ratio}


def test_an_inline_reference_keeps_its_data_prefix():
    asked = request("nano-banana-pro", picture(INLINE), picture())

    assert adapter().submit(asked).json["metadata"]["urls"] == [INLINE, picture().url]


def test_the_submit_path_is_a_setting():
    assert adapter(submit_path="/v2/videos").submit(request()).path == "/v2/videos"


def test_the_documented_answer_is_accepted():
    assert submit(recorded("queued")) == Accepted(OPERATION, TASK_ID)


@pytest.mark.parametrize(
    "data",
    [
        {"id": TASK_ID},
        {"task_id": TASK_ID, "status": "submitted"},
        {"id": TASK_ID, "code": 0, "message": "ok"},
        {"code": "success", "message": "", "data": {"task_id": TASK_ID, "status": "NOT_START"}},
        {"id": TASK_ID, "status": "polishing"},
        {"id": TASK_ID, "status": "failed", "error": {"message": "no"}},  # the query says more
        {"id": TASK_ID, "status": "completed"},
    ],
)
def test_an_answer_with_an_id_is_accepted(data):
    assert submit(reply(data)) == Accepted(OPERATION, TASK_ID)


def test_an_id_that_is_a_number_becomes_text():
    assert submit(reply({"id": 2**53 + 1, "status": "queued"})).task_id == "9007199254740993"


def test_an_answer_that_is_already_complete_is_taken():
    output = Output("https://example.com/images/xxx.jpg", "image")

    assert submit(recorded("completed")) == Completed((output,), task_id=TASK_ID)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b"{}", b'{"message": "hm"}', b"\xff\x00"]
)
def test_an_unreadable_success_leaves_open_what_was_created(body):
    with pytest.raises(errors.ProtocolError) as caught:
        submit(reply(body))

    assert caught.value.created == "unknown"


@pytest.mark.parametrize("task_id", [None, True, 1.5, "", "a b", "\n", "x" * 300, ["t"]])
def test_a_task_without_a_usable_id_leaves_open_what_was_created(task_id):
    with pytest.raises(errors.ProtocolError) as caught:
        submit(recorded("queued", id=task_id))

    assert caught.value.created == "unknown"


EXPECTED = {
    errors.OutOfBalance: [
        "insufficient_user_quota",
        "pre_consume_token_quota_failed",
        "insufficient_credits",
    ],
    errors.ModelOffline: ["get_channel_failed", "model_not_found"],
    errors.ContentPolicy: ["sensitive_words_detected", "prompt_blocked"],
    errors.NotFound: ["task_not_exist"],
}
TABLE = [(code, kind) for kind, codes in EXPECTED.items() for code in codes]


@pytest.mark.parametrize("status", [200, 400, 403, 500, 503])
@pytest.mark.parametrize("envelope", [openai_error, task_error])
@pytest.mark.parametrize(("code", "kind"), TABLE)
def test_a_known_code_is_that_error_in_both_envelopes_and_under_any_status(
    code, kind, envelope, status
):
    with pytest.raises(errors.ProviderError) as caught:
        submit(envelope(code=code, status=status))

    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.created) == (code, "no")


def test_every_code_of_the_table_is_expected_here():
    assert {code for code, _ in TABLE} == set(CODES)


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (403, "用户额度不足, 剩余额度: 0", errors.OutOfBalance),
        (403, "insufficient balance", errors.OutOfBalance),
        (403, "quota exceeded", errors.OutOfBalance),
        (403, "余额不足", errors.OutOfBalance),
        (403, "this key is blocked", errors.Unauthorized),
        (503, "当前分组 default 下对于模型 x 无可用渠道", errors.ModelOffline),
        (503, "No available channel for model x", errors.ModelOffline),
        (400, "the prompt violates our policy", errors.ContentPolicy),
        (422, "内容违规", errors.ContentPolicy),
        (400, "insufficient width", errors.InvalidRequest),
        (200, "内容审核不通过", errors.ContentPolicy),
        (201, "余额不足", errors.OutOfBalance),
    ],
)
def test_words_tell_more_than_the_status_where_they_may(status, message, kind):
    with pytest.raises(errors.ProviderError) as caught:
        submit(openai_error(message, status=status))

    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("status", "headers", "kind", "created"),
    [
        (302, {}, errors.ProtocolError, "unknown"),
        (400, {}, errors.InvalidRequest, "no"),
        (401, {}, errors.Unauthorized, "no"),
        (402, {}, errors.OutOfBalance, "no"),
        (403, {}, errors.Unauthorized, "no"),
        (404, {}, errors.NotFound, "no"),
        (422, {}, errors.InvalidRequest, "no"),
        (429, {}, errors.RateLimited, "no"),
        (429, {"retry_after": "3"}, errors.RateLimited, "no"),
        (500, {}, errors.UpstreamFailed, "unknown"),
        (502, {}, errors.UpstreamFailed, "unknown"),
        (503, {}, errors.UpstreamFailed, "unknown"),
        (503, {"retry_after": "3"}, errors.Busy, "no"),
        (504, {}, errors.UpstreamFailed, "unknown"),
    ],
)
@pytest.mark.parametrize("data", [b"<html>no</html>", {"error": {"message": "no"}}, {"msg": "no"}])
def test_a_status_without_a_known_reason_speaks_for_itself(status, headers, kind, created, data):
    with pytest.raises(errors.ProviderError) as caught:
        submit(reply(data, status, **headers))

    assert type(caught.value) is kind
    assert caught.value.created == created
    assert caught.value.retry_after == (3 if headers else None)


def test_a_503_for_want_of_a_channel_says_that_nothing_was_created():
    with pytest.raises(errors.ModelOffline) as caught:
        submit(reply(wire("no_channel"), 503, retry_after="9"))

    assert (caught.value.created, caught.value.retryable, caught.value.retry_after) == (
        "no",
        True,
        9,
    )


@pytest.mark.parametrize(
    "data",
    [
        {"error": {"message": "hm", "code": "bad_response"}},
        {"error": "hm"},
        {"code": "fail_to_fetch_task", "message": "hm", "data": None},
        {"id": "req_1", "error": {"message": "hm"}},
        {"status": "error", "error": "hm"},
    ],
)
def test_an_unknown_error_in_a_200_leaves_open_what_was_created(data):
    with pytest.raises(errors.UpstreamFailed) as caught:
        submit(reply(data))

    assert (caught.value.created, caught.value.detail) == ("unknown", "hm")


def test_a_success_envelope_without_a_task_is_no_error_of_the_vendors():
    with pytest.raises(errors.ProtocolError):
        submit(reply({"code": "success", "message": "ok", "data": None}))
