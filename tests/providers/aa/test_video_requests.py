"""The requests of AA's model docs for videos, and the questions after any task."""

from dataclasses import replace

import pytest

from providers.types import Auth, Call, Reference
from tests.providers.aa.build import IMAGE_TASK, SORA_TASK, VEO_TASK, aa, ask, picture, user

STREET = "A cinematic street food scene at night, warm lights, handheld camera movement"
PERFUME = "Turn this reference image into a luxury perfume ad video with slow dolly-in"
CITY = "Aerial shot flying through a futuristic city at sunrise, cinematic light"
BOTTLE = "Create a premium product launch video, keep the bottle shape consistent"
REFERENCE = "https://example.com/reference.png"


def test_the_key_goes_into_its_own_header_without_bearer():
    assert aa().auth == Auth("header", "X-API-Key", "{key}")


@pytest.mark.parametrize("key", ["sora_studio", "sora_fast"])
def test_sora_from_text_sends_prompt_and_model_only(key):
    call = aa().submit(ask(key, STREET))

    assert call == Call(
        "POST", "/api/v1/aa/openapi/sora/tasks", json={"prompt": STREET, "model_code": key}
    )


@pytest.mark.parametrize("key", ["sora_studio", "sora_fast"])
def test_sora_from_a_picture_sends_its_url_and_its_name(key):
    name = "product-reference.jpg"
    url = "https://example.com/reference.jpg"
    picture = Reference("image", "image", url, "image/jpeg", name)
    request = replace(ask(key, PERFUME), references=(picture,))

    call = aa().submit(request)

    assert call.path == "/api/v1/aa/openapi/sora/tasks"
    assert call.json == {
        "prompt": PERFUME,
        "model_code": key,
        "image_url": url,
        "reference_image_name": name,
    }


def test_sora_leaves_out_a_name_that_nobody_gave():
    call = aa().submit(ask("sora_studio", PERFUME, REFERENCE))

    assert call.json == {"prompt": PERFUME, "model_code": "sora_studio", "image_url": REFERENCE}


@pytest.mark.parametrize("key", ["veo", "veo_fast"])
@pytest.mark.parametrize("ratio", ["16:9", "9:16"])
def test_veo_asks_by_chat_in_either_ratio_and_never_streams(key, ratio):
    call = aa().submit(ask(key, CITY, aspect_ratio=ratio))

    assert call == Call(
        "POST",
        "/v1/chat/completions",
        json={"model": key, "stream": False, "messages": user(CITY), "aspect_ratio": ratio},
    )


def test_veo_leaves_the_ratio_to_the_vendor_when_none_is_chosen():
    call = aa().submit(ask("veo", CITY))

    assert call.json == {"model": "veo", "stream": False, "messages": user(CITY)}


def test_veo_reference_sends_text_and_pictures_and_no_ratio():
    url = "https://example.com/ref-1.jpg"

    call = aa().submit(ask("veo_reference", BOTTLE, url))

    content = [{"type": "text", "text": BOTTLE}, picture(url)]
    assert call.path == "/v1/chat/completions"
    assert call.json == {"model": "veo_reference", "stream": False, "messages": user(content)}


def test_veo_reference_works_without_a_picture():
    call = aa().submit(ask("veo_reference", BOTTLE))

    assert call.json["messages"] == user(BOTTLE)


def test_an_offer_with_a_full_model_id_sends_that_id():
    request = replace(ask("veo_reference", BOTTLE), upstream="firefly-veo31-ref-8s-9x16-1080p")

    assert aa().submit(request).json["model"] == "firefly-veo31-ref-8s-9x16-1080p"


def test_sora_is_asked_for_on_its_own_route_without_openapi():
    call = aa().poll(SORA_TASK)

    assert call == Call("GET", "/api/v1/aa/sora/tasks/task_202604150001_abc12345")


@pytest.mark.parametrize("operation", [VEO_TASK, IMAGE_TASK])
def test_every_other_task_is_asked_for_on_the_common_route(operation):
    assert aa().poll(operation) == Call("GET", f"/v1/tasks/{operation['id']}")


def test_an_id_cannot_leave_its_place_in_the_path():
    call = aa().poll({"route": "tasks", "id": "../a/b?c=1#d", "kind": "image"})

    assert call.path == "/v1/tasks/..%2Fa%2Fb%3Fc%3D1%23d"


def test_a_known_id_is_enough_to_ask_for_a_task_whose_answer_was_lost():
    operation = aa().adopt({"id": SORA_TASK["id"]}, ask("sora_fast"))

    assert operation == SORA_TASK


def test_paths_are_settings():
    provider = aa(chat_path="/relay/chat", tasks_path="/relay/{task_id}/state")

    assert provider.submit(ask("veo")).path == "/relay/chat"
    assert provider.poll(VEO_TASK).path == "/relay/evt_20260415_abcd1234/state"
