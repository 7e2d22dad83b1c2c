"""The requests of AA's model docs for pictures, by every route."""

import pytest

from providers.types import Call
from tests.providers.aa.build import aa, ask, picture, user

SKIN = "Minimal luxury skincare product shot on travertine, warm daylight, premium packaging"
BEIGE = "Keep the product shape unchanged, switch the background to a clean beige studio"
REFERENCE = "https://example.com/reference.png"


@pytest.mark.parametrize("key", ["nanobanana", "nanobanana_pro"])
def test_a_picture_is_a_task_by_default(key):
    call = aa().submit(ask(key, SKIN, aspect_ratio="1:1", size="2K"))

    assert call == Call(
        "POST",
        "/v1/images/generations",
        json={
            "model": key,
            "prompt": SKIN,
            "aspect_ratio": "1:1",
            "quality": "2k",
            "async": True,
        },
    )


@pytest.mark.parametrize("key", ["nanobanana", "nanobanana_pro"])
def test_a_picture_can_be_waited_for(key):
    call = aa(image_mode="sync").submit(ask(key, SKIN, aspect_ratio="1:1", size="2K"))

    assert call.json == {"model": key, "prompt": SKIN, "aspect_ratio": "1:1", "quality": "2k"}
    assert call.timeout == 300


def test_a_picture_without_settings_leaves_ratio_and_quality_to_the_vendor():
    call = aa().submit(ask("nanobanana", SKIN))

    assert call.json == {"model": "nanobanana", "prompt": SKIN, "async": True}


@pytest.mark.parametrize(
    ("size", "quality"),
    [("1K", "1k"), ("2K", "2k"), ("4K", "4k"), ("hd", "2k"), ("ultra", "4k")],
)
def test_our_size_is_the_vendors_quality(size, quality):
    body = aa().submit(ask("nanobanana_pro", SKIN, size=size)).json

    assert body["quality"] == quality
    assert not {"size", "resolution_preset", "num_images"} & set(body)


def test_references_go_along_as_a_list_and_get_time_for_an_answer_with_the_picture():
    urls = [f"https://example.com/{number}.png" for number in range(6)]

    call = aa().submit(ask("nanobanana", BEIGE, *urls))

    assert call.path == "/v1/images/generations"
    assert call.json == {"model": "nanobanana", "prompt": BEIGE, "images": urls, "async": True}
    assert call.timeout == 300


@pytest.mark.parametrize("key", ["gemini-2.5-flash-image", "gemini-3-pro-image-preview"])
def test_references_can_be_numbered_as_comfyui_does_it(key):
    urls = ["https://example.com/reference-1.png", "https://example.com/reference-2.png"]
    request = ask(key, BEIGE, *urls, size="4K", aspect_ratio="4:3")

    call = aa(ref_style="image_n", image_mode="sync").submit(request)

    assert call.json == {
        "model": key,
        "prompt": BEIGE,
        "image1": urls[0],
        "image2": urls[1],
        "quality": "4k",
        "aspect_ratio": "4:3",
    }


def test_numbered_references_beyond_the_third_are_not_lost():
    urls = [f"https://example.com/{number}.png" for number in range(5)]

    body = aa(ref_style="image_n").submit(ask("nanobanana", BEIGE, *urls)).json

    assert [body["image1"], body["image2"], body["image3"]] == urls[:3]
    assert body["images"] == urls[3:]


@pytest.mark.parametrize("key", ["nanobanana", "nanobanana_pro"])
@pytest.mark.parametrize(("size", "quality", "count"), [("2K", "2k", 1), ("4K", "4k", 3)])
def test_an_edit_by_chat_sends_quality_and_every_picture(key, size, quality, count):
    urls = [f"https://example.com/{number}.png" for number in range(count)]

    call = aa().submit(ask(f"{key}-chat", BEIGE, *urls, size=size))

    content = [{"type": "text", "text": BEIGE}, *map(picture, urls)]
    assert call == Call(
        "POST",
        "/v1/chat/completions",
        json={"model": key, "quality": quality, "messages": user(content)},
        timeout=300,
    )


def test_gpt_image_from_text_sends_model_and_message():
    prompt = "Create a clean 16:9 product hero image of a ceramic cup on a wooden table."

    call = aa(sync_timeout=120).submit(ask("gpt-image-2", prompt))

    assert call == Call(
        "POST",
        "/v1/chat/completions",
        json={"model": "gpt-image-2", "messages": user(prompt)},
        timeout=120,
    )


def test_gpt_image_edits_with_pictures_and_says_the_ratio_in_words():
    call = aa().submit(ask("gpt-image-2", "Keep the bottle.", REFERENCE, aspect_ratio="1:1"))

    text = {"type": "text", "text": "Keep the bottle.\nAspect ratio: 1:1"}
    assert call.json == {"model": "gpt-image-2", "messages": user([text, picture(REFERENCE)])}


def test_the_words_for_the_ratio_are_a_setting():
    request = ask("gpt-image-2", "一只狐狸", aspect_ratio="9:16")

    body = aa(ratio_line="画幅 {ratio}").submit(request).json

    assert body["messages"] == user("一只狐狸\n画幅 9:16")


def test_only_what_usually_answers_with_the_picture_is_synchronous():
    keys = ["sora_studio", "veo", "nanobanana", "gpt-image-2", "nanobanana-chat"]

    def synchronous(provider):
        return [key for key in keys if provider.is_synchronous(ask(key))]

    assert synchronous(aa()) == ["gpt-image-2", "nanobanana-chat"]
    assert synchronous(aa(image_mode="sync")) == ["nanobanana", "gpt-image-2", "nanobanana-chat"]
