"""What is sent to APIXO."""

import pytest

from providers.params import InvalidParams
from providers.types import Call
from tests.providers.apixo.samples import HOOK, OPERATION, TASK, apixo, reference, request

PLAIN = {
    "mode": "text-to-image",
    "prompt": "a fox",
    "aspect_ratio": "1:1",
    "output_format": "png",
}


def test_a_prompt_alone_is_text_to_image():
    assert apixo().submit(request()) == Call(
        "POST",
        "/api/v1/generateTask/nano-banana",
        json={"request_type": "async", "input": PLAIN},
    )


def test_references_make_it_image_to_image():
    call = apixo().submit(request(references=[reference("image", "a"), reference("image", "b")]))

    assert call.json["input"] == PLAIN | {
        "mode": "image-to-image",
        "image_urls": [
            "https://studio.example/a?sign=a%2Fb",
            "https://studio.example/b?sign=a%2Fb",
        ],
    }


@pytest.mark.parametrize("ratio", ["1:1", "4:5", "5:4", "21:9", "auto"])
@pytest.mark.parametrize("format", ["png", "jpeg"])
def test_ratio_and_format_are_sent(ratio, format):
    call = apixo().submit(request(aspect_ratio=ratio, format=format))

    assert call.json["input"] == PLAIN | {"aspect_ratio": ratio, "output_format": format}


@pytest.mark.parametrize("routing", ["auto", "value", "official"])
def test_routing_is_the_field_called_provider(routing):
    call = apixo().submit(request(routing=routing))

    assert call.json == {"request_type": "async", "provider": routing, "input": PLAIN}


def test_the_accounts_routing_is_for_requests_that_name_none():
    provider = apixo(routing="value")

    assert provider.submit(request()).json["provider"] == "value"
    assert provider.submit(request(routing="official")).json["provider"] == "official"


def test_a_callback_is_asked_for_where_the_account_wants_it_and_there_is_an_address():
    wanted = apixo(request_type="callback")

    call = wanted.submit(request(callback_url=HOOK))

    assert call.json == {"request_type": "callback", "callback_url": HOOK, "input": PLAIN}
    assert wanted.submit(request()).json == {"request_type": "async", "input": PLAIN}


def test_an_address_alone_asks_for_no_callback():
    assert apixo().submit(request(callback_url=HOOK)).json["request_type"] == "async"


def test_a_task_is_asked_for_at_its_models_route():
    assert apixo().poll(OPERATION) == Call("GET", f"/api/v1/statusTask/nano-banana?taskId={TASK}")
    assert apixo().poll({"model": "a/b", "taskId": "c &d"}).path == (
        "/api/v1/statusTask/a%2Fb?taskId=c%20%26d"
    )


def test_an_offer_may_name_another_model():
    sent = request()
    renamed = type(sent)(sent.spec, "nano-banana-3", sent.prompt, sent.params)

    assert apixo().submit(renamed).path == "/api/v1/generateTask/nano-banana-3"


def test_a_callbacks_hint_is_completed_from_what_was_sent():
    assert apixo().adopt({"taskId": TASK}, request()) == OPERATION


def test_balance_and_key_are_asked_for_without_cost():
    assert apixo().balance() == Call("GET", "/api/v1/apikeys/current-balance")
    assert apixo().check_key() == Call("GET", "/api/v1/statusTask/nano-banana?taskId=task_00000000")


def test_every_path_is_a_setting():
    provider = apixo(submit_path="/v2/{model}/make", status_path="/v2/{model}", balance_path="/b")

    assert provider.submit(request()).path == "/v2/nano-banana/make"
    assert provider.poll(OPERATION).path == f"/v2/nano-banana?taskId={TASK}"
    assert provider.balance().path == "/b"


def test_a_route_without_the_model_is_refused():
    with pytest.raises(InvalidParams) as caught:
        apixo(status_path="/api/v1/statusTask")

    assert list(caught.value.problems) == ["status_path"]


@pytest.mark.parametrize("key", ["nano-banana-2", "nano-banana-pro", "gpt-image-2"])
@pytest.mark.parametrize("size", ["1K", "2K", "4K"])
def test_tiers_are_sent_as_resolution_in_small_letters(key, size):
    call = apixo().submit(request(key, size=size))

    assert call.path == f"/api/v1/generateTask/{key}"
    assert call.json["input"]["resolution"] == size.lower()


def test_seedance_is_sent_with_references_by_kind():
    references = [
        reference("audio", "c", "audio"),
        reference("image", "a"),
        reference("video", "b", "video"),
    ]

    call = apixo().submit(request("seedance-2-0", references=references, duration=7, audio=False))

    assert call.json["input"] == {
        "mode": "omni_reference",
        "prompt": "a fox",
        "image_urls": ["https://studio.example/a?sign=a%2Fb"],
        "video_urls": ["https://studio.example/b?sign=a%2Fb"],
        "audio_urls": ["https://studio.example/c?sign=a%2Fb"],
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "duration": 7,
        "sound": False,
    }


@pytest.mark.parametrize(
    ("key", "field", "mode"),
    [
        ("seedance-2-0-frames", "mode", "first_and_last_frames"),
        ("seedance-2-0-fast-frames", "mode", "first_and_last_frames"),
        ("veo-3-1", "generationType", "FIRST_AND_LAST_FRAMES_2_VIDEO"),
    ],
)
def test_the_first_frame_is_sent_first(key, field, mode):
    frames = [reference("last_frame", "z"), reference("first_frame", "a")]

    sent = apixo().submit(request(key, references=frames)).json["input"]

    assert sent[field] == mode
    assert [url.split("?")[0][-1] for url in sent["image_urls"]] == ["a", "z"]


def test_veo_names_its_quality_mode_and_its_generation_type():
    plain = apixo().submit(request("veo-3-1", quality="fast", seed=7)).json["input"]
    guided = apixo().submit(request("veo-3-1-reference", references=[reference("image", "a")]))

    assert plain == {
        "generationType": "TEXT_2_VIDEO",
        "prompt": "a fox",
        "aspect_ratio": "16:9",
        "mode": "fast",
        "seed": 7,
    }
    assert guided.json["input"]["generationType"] == "REFERENCE_2_VIDEO"
