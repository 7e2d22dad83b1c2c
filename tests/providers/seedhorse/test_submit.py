"""What is sent to SeedHorse, and what its answer to a submission means."""

import pytest

from providers import errors
from providers.seedhorse.codes import CODES
from providers.types import Accepted
from tests.providers.seedhorse.support import (
    TASK_ID,
    adapter,
    reference,
    reply,
    request,
    wire,
)

IMAGE, VIDEO, AUDIO = reference("image"), reference("video"), reference("audio")


def test_an_image_from_text_sends_only_what_was_given():
    call = adapter().submit(request())

    assert (call.method, call.path) == ("POST", "/api/v1/task/generate")
    assert call.headers == {"X-Idempotency-Key": "k-1"}
    assert call.json == {
        "model": "Imagen Nano Banana 2",
        "taskName": "fox",
        "type": "txt",
        "prompt": "a fox",
        "imageCount": 1,
    }


def test_an_image_with_every_setting_names_them_as_the_vendor_does():
    asked = request(
        "nano-banana-2", IMAGE, outputs=4, aspect_ratio="9:16", size="4K", quality=50, seed=-1
    )

    call = adapter().submit(asked)

    assert call.json == {
        "model": "Imagen Nano Banana 2",
        "taskName": "fox",
        "type": "img_txt",
        "prompt": "a fox",
        "aspectRatio": "9:16",
        "size": "4K",
        "quality": 50,
        "seed": -1,
        "imageCount": 4,
        "refImageUrls": ["https://a.test/image1?sig=a%2Fb"],
    }


def test_a_video_with_every_setting_sends_no_field_of_an_image():
    asked = request(
        "seedance-2",
        IMAGE,
        resolution="720p",
        duration="15",
        audio="off",
        quality=100,
        seed=2**63 - 1,
    )

    call = adapter().submit(asked)

    assert call.json == {
        "model": "Seedance 2.0",
        "taskName": "fox",
        "type": "img_txt",
        "prompt": "a fox",
        "resolution": "720p",
        "durationSeconds": 15,
        "generateAudio": False,
        "quality": 100,
        "seed": 2**63 - 1,
        "refImageUrls": ["https://a.test/image1?sig=a%2Fb"],
    }


def test_a_video_always_says_its_duration_because_it_is_paid_by_the_second():
    call = adapter().submit(request("seedance-2", IMAGE))

    assert call.json["durationSeconds"] == 5
    assert "generateAudio" not in call.json


@pytest.mark.parametrize(
    ("given", "method"),
    [
        ([IMAGE], "img_txt"),
        ([IMAGE, VIDEO], "img_vid_txt"),
        ([AUDIO, IMAGE], "img_aud_txt"),
        ([AUDIO, VIDEO, IMAGE], "img_vid_aud_txt"),
    ],
)
def test_the_generation_method_follows_from_the_references(given, method):
    body = adapter().submit(request("seedance-2", *given)).json

    assert body["type"] == method
    fields = {"image": "refImageUrls", "video": "refVideoUrls", "audio": "refAudioUrls"}
    for kind, field in fields.items():
        assert body.get(field, []) == [item.url for item in given if item.kind == kind]
        assert (field in body) == any(item.kind == kind for item in given)


def test_references_keep_their_order():
    given = [reference("image", number) for number in (3, 1, 2)]

    body = adapter().submit(request("nano-banana-2", *given)).json

    assert body["refImageUrls"] == [item.url for item in given]


def test_a_long_name_is_cut_and_a_missing_one_replaced():
    long = adapter().submit(request(name="x" * 100)).json["taskName"]
    short = adapter(task_name_length=8).submit(request(name="x" * 100)).json["taskName"]
    none = adapter().submit(request(name=" ")).json["taskName"]

    assert (len(long), len(short), none) == (64, 8, "generation")


def test_the_idempotency_key_is_left_out_where_there_is_none():
    assert adapter().submit(request(idempotency_key="")).headers == {}


def test_the_submit_path_is_a_setting():
    assert adapter(submit_path="/v2/generate").submit(request()).path == "/v2/generate"


def test_an_accepted_task_keeps_its_long_id_as_text():
    result = adapter().read_submit(reply(wire("accepted")), request(outputs=2))

    operation = {"taskId": TASK_ID, "taskNo": "T20260301100000001", "outputs": 2}
    assert result == Accepted(operation, TASK_ID, cost="12")


@pytest.mark.parametrize("code", [0, 200, "0", "200", "00000", "success", "SUCCESS", None])
def test_every_known_word_of_success_is_taken(code):
    result = adapter().read_submit(reply(wire("accepted") | {"code": code}), request())

    assert result.task_id == TASK_ID


def test_an_envelope_without_a_code_is_judged_by_its_task():
    result = adapter().read_submit(reply({"data": {"taskId": "17"}}), request())

    assert result == Accepted({"taskId": "17", "taskNo": "", "outputs": 1}, "17")


def test_success_codes_are_a_setting():
    answer = reply(wire("accepted") | {"code": 10000})

    accepted = adapter(success_codes=[10000]).read_submit(answer, request())
    with pytest.raises(errors.ProtocolError) as caught:
        adapter().read_submit(answer, request())

    assert accepted.task_id == TASK_ID
    assert caught.value.created == "unknown"


@pytest.mark.parametrize(
    "data",
    [{}, {"taskId": None}, {"taskId": True}, {"taskId": 1.5}, {"taskId": ""}, {"taskId": "a b"}],
)
def test_a_success_without_a_usable_id_leaves_open_what_was_created(data):
    with pytest.raises(errors.ProtocolError) as caught:
        adapter().read_submit(reply({"code": 0, "message": "ok", "data": data}), request())

    assert caught.value.created == "unknown"
    assert "taskId" in caught.value.detail


EXPECTED = {
    errors.Busy: ["10001", "10006", "60002"],
    errors.Unauthorized: ["20001", "20002", "20003", "20008"],
    errors.InvalidRequest: [
        "30001", "50003", "50006", "50007", "50008", "50009", "50010", "50011",
    ],
    errors.NotFound: ["40002"],
    errors.ModelOffline: ["40003", "50001", "50002"],
    errors.ContentPolicy: ["50014", "50015"],
    errors.OutOfBalance: ["60001"],
}  # fmt: skip
TABLE = [(code, kind) for kind, codes in EXPECTED.items() for code in codes]


@pytest.mark.parametrize("status", [200, 400, 401, 500])
@pytest.mark.parametrize(("code", "kind"), TABLE)
def test_a_known_error_code_is_that_error_whatever_the_http_status(code, kind, status):
    answer = reply({"code": int(code), "message": "no", "data": None}, status)

    with pytest.raises(errors.ProviderError) as caught:
        adapter().read_submit(answer, request())

    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.created, caught.value.detail) == (code, "no", "no")


def test_every_code_of_the_table_is_expected_here():
    assert {code for code, _ in TABLE} == set(CODES)


@pytest.mark.parametrize(
    ("code", "field"),
    [
        (50003, "references"),
        (50006, "resolution"),
        (50007, "duration"),
        (50008, "size"),
        (50009, "aspect_ratio"),
        (50010, "count"),
        (50011, "references"),
        (30001, ""),
    ],
)
def test_a_refused_setting_is_named_by_our_field(code, field):
    with pytest.raises(errors.InvalidRequest) as caught:
        adapter().read_submit(reply({"code": code, "msg": "no"}), request())

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("10077", errors.Busy),
        ("20077", errors.Unauthorized),
        ("30077", errors.InvalidRequest),
        ("40077", errors.NotFound),
        ("50077", errors.InvalidRequest),
        ("60077", errors.OutOfBalance),
    ],
)
def test_an_unlisted_code_follows_its_group(code, kind):
    with pytest.raises(kind):
        adapter().read_submit(reply({"code": code, "message": "no"}), request())


@pytest.mark.parametrize("code", [1, 500, "A0001", "70001", "999999", -1])
def test_a_code_of_no_group_is_loud(code):
    with pytest.raises(errors.ProtocolError) as caught:
        adapter().read_submit(reply({"code": code, "message": "hm"}), request())

    assert caught.value.created == "unknown"
    assert str(code) in caught.value.detail
    assert "hm" in caught.value.detail


@pytest.mark.parametrize(
    ("status", "headers", "kind", "created"),
    [
        (302, {}, errors.ProtocolError, "unknown"),
        (400, {}, errors.InvalidRequest, "no"),
        (401, {}, errors.Unauthorized, "no"),
        (403, {}, errors.Unauthorized, "no"),
        (404, {}, errors.NotFound, "no"),
        (429, {"retry_after": "7"}, errors.RateLimited, "no"),
        (500, {}, errors.UpstreamFailed, "unknown"),
        (502, {}, errors.UpstreamFailed, "unknown"),
        (503, {}, errors.UpstreamFailed, "unknown"),
        (503, {"retry_after": "7"}, errors.Busy, "no"),
        (504, {}, errors.UpstreamFailed, "unknown"),
    ],
)
def test_an_http_error_without_a_code_speaks_for_itself(status, headers, kind, created):
    with pytest.raises(kind) as caught:
        adapter().read_submit(reply(b"<html>no</html>", status, **headers), request())

    assert caught.value.created == created
    assert caught.value.retry_after == (7 if headers else None)


@pytest.mark.parametrize(
    "body", [b"", b"<html>gateway</html>", b"[]", b"null", b"{", b"\xff\xfe\x00"]
)
def test_an_unreadable_success_leaves_open_what_was_created(body):
    with pytest.raises(errors.ProtocolError) as caught:
        adapter().read_submit(reply(body), request())

    assert caught.value.created == "unknown"


def test_the_excerpt_of_an_unreadable_answer_holds_no_key_and_no_link():
    body = b"<html>bearer sh-secret0123456789 https://a.test/x?sig=1</html>"

    with pytest.raises(errors.ProtocolError) as caught:
        adapter().read_submit(reply(body), request())

    assert "secret" not in caught.value.detail
    assert "a.test" not in caught.value.detail
