"""What is sent to GrsAI."""

import pytest

import providers
from providers.grsai.catalog import GPT_SIZES, TIERS, VIP_SIZES
from providers.types import Auth, Call
from tests.providers.grsai.samples import OPERATION, TASK, grsai, request

BANANAS = [item.key for item in providers.specs("grsai") if item.model != "gpt-image-2"]
PAIRS = [
    (ratio, tier, size)
    for ratio in VIP_SIZES
    for tier, size in zip(TIERS, VIP_SIZES[ratio], strict=True)
]


@pytest.mark.parametrize("key", BANANAS)
def test_a_nano_banana_is_sent_with_an_explicit_auto_and_nothing_that_was_not_given(key):
    call = grsai().submit(request(key))

    assert call == Call(
        "POST",
        "/v1/api/generate",
        json={"model": key, "prompt": "a fox", "aspectRatio": "auto", "replyType": "async"},
    )


@pytest.mark.parametrize("key", BANANAS)
@pytest.mark.parametrize("size", TIERS)
def test_a_nano_banana_is_sent_with_ratio_and_size(key, size):
    call = grsai().submit(request(key, aspect_ratio="21:9", size=size))

    assert call.json == {
        "model": key,
        "prompt": "a fox",
        "aspectRatio": "21:9",
        "imageSize": size,
        "replyType": "async",
    }


@pytest.mark.parametrize("key", ["nano-banana", "gpt-image-2", "gpt-image-2-vip"])
def test_references_are_sent_as_they_are(key):
    images = ["https://studio.example/a.png?sign=a%2Fb", "data:image/png;base64,AAAA", "AAAA"]

    call = grsai().submit(request(key, images=images))

    assert call.json["images"] == images


@pytest.mark.parametrize("key", ["gpt-image-2", "gpt-image-2-vip"])
def test_gpt_image_2_is_sent_with_an_explicit_auto_and_no_image_size(key):
    call = grsai().submit(request(key))

    assert call.json == {
        "model": key,
        "prompt": "a fox",
        "aspectRatio": "auto",
        "replyType": "async",
    }


@pytest.mark.parametrize(("ratio", "size"), GPT_SIZES.items())
def test_gpt_image_2_takes_ratios_and_pixels_in_the_same_field(ratio, size):
    by_ratio = grsai().submit(request("gpt-image-2", aspect_ratio=ratio))
    by_size = grsai().submit(request("gpt-image-2", size=size))

    assert by_ratio.json["aspectRatio"] == ratio
    assert by_size.json["aspectRatio"] == size
    assert "imageSize" not in by_ratio.json | by_size.json


@pytest.mark.parametrize(("ratio", "tier", "size"), PAIRS)
def test_the_vip_model_gets_pixels_for_a_ratio_and_a_tier(ratio, tier, size):
    call = grsai().submit(request("gpt-image-2-vip", aspect_ratio=ratio, size=tier))

    assert call.json["aspectRatio"] == size
    assert "imageSize" not in call.json


@pytest.mark.parametrize("size", ["2048x1152", "816x816", "auto"])
def test_the_vip_model_gets_free_pixels(size):
    call = grsai().submit(request("gpt-image-2-vip", size=size))

    assert call.json["aspectRatio"] == size


def test_a_vip_ratio_of_auto_is_no_ratio():
    alone = grsai().submit(request("gpt-image-2-vip", aspect_ratio="auto"))
    with_pixels = grsai().submit(request("gpt-image-2-vip", aspect_ratio="auto", size="816x816"))

    assert alone.json["aspectRatio"] == "auto"
    assert with_pixels.json["aspectRatio"] == "816x816"


@pytest.mark.parametrize("reply_type", ["async", "json", "stream"])
@pytest.mark.parametrize("key", ["nano-banana-pro", "gpt-image-2-vip"])
def test_every_reply_type_can_be_asked_for(reply_type, key):
    provider = grsai(reply_type=reply_type)

    call = provider.submit(request(key))

    assert call.json["replyType"] == reply_type
    assert call.stream == (reply_type == "stream")
    assert provider.is_synchronous(request(key)) == (reply_type != "async")


def test_an_answer_that_brings_the_result_may_take_as_long_as_the_task():
    assert grsai().submit(request("nano-banana-pro")).timeout is None
    assert grsai(reply_type="json").submit(request("nano-banana-pro")).timeout == 900
    assert grsai(reply_type="stream").submit(request("gpt-image-2")).timeout == 600
    assert grsai(reply_type="json", deadline=77).submit(request("gpt-image-2")).timeout == 77


def test_no_field_of_the_older_protocol_is_sent():
    body = grsai().submit(request("nano-banana", images=["AAAA"])).json

    assert body.keys() == {"model", "prompt", "images", "aspectRatio", "replyType"}


def test_a_task_is_asked_for_by_its_escaped_id():
    assert grsai().poll(OPERATION) == Call("GET", f"/v1/api/result?id={TASK}")
    assert grsai().poll({"id": "a/b &c"}).path == "/v1/api/result?id=a%2Fb%20%26c"


def test_the_key_goes_into_the_body_of_the_question_for_credits():
    assert grsai().balance() == Call(
        "POST",
        "/client/openapi/getAPIKeyCredits",
        json={},
        auth=Auth("json", "apiKey", "{key}"),
    )


def test_the_key_is_checked_with_a_task_that_does_not_exist():
    call = grsai().check_key()

    assert (call.method, call.path.split("?")[0]) == ("GET", "/v1/api/result")


def test_every_path_is_a_setting():
    provider = grsai(submit_path="/new/generate", result_path="/new/result", balance_path="/b")

    assert provider.submit(request()).path == "/new/generate"
    assert provider.poll(OPERATION).path == f"/new/result?id={TASK}"
    assert provider.balance().path == "/b"


def test_a_lost_answer_is_followed_by_the_id_that_a_stream_told():
    operation = grsai(reply_type="stream").adopt({"id": TASK}, request())

    assert operation == {"id": TASK, "reply_type": "stream"}
