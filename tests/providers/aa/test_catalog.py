"""Which models AA offers, in which forms, for how much."""

import pytest

import providers
from providers.params import InvalidParams

OFFERS = {
    "sora_studio": ("sora", "sora", 20),
    "sora_fast": ("sora-fast", "sora", 12),
    "veo": ("veo-3-1", "chat_video", 30),
    "veo_fast": ("veo-3-1-fast", "chat_video", 15),
    "veo_reference": ("veo-3-1-reference", "chat_video", 30),
    "nanobanana": ("nano-banana", "images", 2),
    "nanobanana_pro": ("nano-banana-pro", "images", 4),
    "gpt-image-2": ("gpt-image-2", "chat_image", 3),
    "nanobanana-chat": ("nano-banana", "chat_image", 2),
    "nanobanana_pro-chat": ("nano-banana-pro", "chat_image", 4),
}
ALIASES = {
    "veo_3_fast": "veo_fast",
    "veo_ref": "veo_reference",
    "gemini-2.5-flash-image": "nanobanana",
    "gemini-3-pro-image-preview": "nanobanana_pro",
}


def test_every_model_is_offered_with_its_route_and_price():
    offered = {
        item.key: (item.model, item.route, item.price.credits)
        for item in providers.specs("aa")
        if item.enabled
    }

    assert offered == OFFERS


@pytest.mark.parametrize(("name", "key"), ALIASES.items())
def test_another_name_for_a_model_is_an_offer_that_is_off(name, key):
    other, spec = providers.spec("aa", name), providers.spec("aa", key)

    assert not other.enabled
    assert other.upstream == name
    assert (other.model, other.route, other.params) == (spec.model, spec.route, spec.params)


@pytest.mark.parametrize("key", ["nanobanana", "nanobanana_pro"])
def test_the_form_that_can_be_asked_for_again_comes_before_chat(key):
    task, chat = providers.spec("aa", key), providers.spec("aa", f"{key}-chat")

    assert task.priority < chat.priority
    assert chat.upstream == key
    assert chat.price == task.price


def test_4k_costs_the_same_by_either_name():
    surcharge = providers.spec("aa", "nanobanana_pro").price.surcharge

    assert surcharge == {"size": {"4K": 4, "ultra": 4}}


def test_videos_are_asked_for_slowly_and_kept_for_a_day():
    video, image = providers.spec("aa", "veo"), providers.spec("aa", "nanobanana")

    assert (video.polling.first, video.polling.interval, video.polling.deadline) == (10, 10, 1800)
    assert (image.polling.first, image.polling.interval, image.polling.deadline) == (3, 3, 300)
    assert video.result_ttl == image.result_ttl == 86400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("image_mode", "later"),
        ("ref_style", "zip"),
        ("ratio_line", "no place for it"),
        ("tasks_path", "/v1/tasks"),
        ("chat_path", "v1/chat"),
        ("sync_timeout", 0),
        ("vendor_timezone", "Mars/Olympus"),
        ("reference_transport", "base64"),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(InvalidParams) as caught:
        providers.connect("aa", {name: value})

    assert list(caught.value.problems) == [name]


def test_the_guessed_host_is_marked_as_such():
    kind = providers.protocol("aa")

    assert kind.base_url == "https://aa-api.com"
    assert "base_url" in kind.Settings.unverified
