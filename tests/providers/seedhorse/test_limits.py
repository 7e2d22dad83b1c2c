"""Every limit of SeedHorse's parameter table is refused before anything is sent."""

import pytest

from providers import specs
from providers.catalog import Given
from providers.params import InvalidParams
from providers.seedhorse.provider import Settings

SPECS = {spec.key: spec for spec in specs("seedhorse")}
IMAGE, VIDEO = SPECS["nano-banana-2"], SPECS["seedance-2"]


def given(*kinds):
    return [Given(kind, kind, "", 1000) for kind in kinds]


def test_two_models_are_on_and_the_newer_ones_are_off():
    on = {spec.key: (spec.model, spec.upstream) for spec in SPECS.values() if spec.enabled}
    off = {spec.upstream for spec in SPECS.values() if not spec.enabled}

    assert on == {
        "nano-banana-2": ("nano-banana-2", "Imagen Nano Banana 2"),
        "seedance-2": ("seedance-2", "Seedance 2.0"),
    }
    assert off == {
        "NanoBanana 2.0",
        "NanoBanana Pro",
        "gpt-image 2.0",
        "seedance-2.0",
        "HappyHorse 1.0",
        "Vido Q3-Pro",
    }


def test_every_model_takes_links_only_and_recognises_a_repeat():
    assert {spec.transports for spec in SPECS.values()} == {("url",)}
    assert all(spec.idempotent for spec in SPECS.values())


def test_an_image_call_gives_up_to_four_and_a_video_call_one():
    assert (IMAGE.outputs, VIDEO.outputs) == (4, 1)


@pytest.mark.parametrize(
    ("spec", "name", "value", "message"),
    [
        (IMAGE, "aspect_ratio", "1:1", "must be one of 16:9, 9:16"),
        (IMAGE, "size", "8K", "must be one of 1K, 2K, 4K"),
        (IMAGE, "quality", 49, "from 50 to 100"),
        (IMAGE, "quality", 101, "from 50 to 100"),
        (IMAGE, "seed", -2, "from -1 to"),
        (IMAGE, "seed", 2**63, "from -1 to"),
        (IMAGE, "resolution", "720p", "not a setting of this model"),
        (IMAGE, "duration", 5, "not a setting of this model"),
        (IMAGE, "audio", True, "not a setting of this model"),
        (VIDEO, "resolution", "1080p", "must be one of 720p"),
        (VIDEO, "duration", 3, "from 4 to 15"),
        (VIDEO, "duration", 16, "from 4 to 15"),
        (VIDEO, "duration", 4.5, "from 4 to 15"),
        (VIDEO, "quality", 0, "from 50 to 100"),
        (VIDEO, "audio", "loud", "must be true or false"),
        (VIDEO, "aspect_ratio", "16:9", "not a setting of this model"),
        (VIDEO, "size", "1K", "not a setting of this model"),
        (VIDEO, "count", 2, "not a setting of this model"),
        (IMAGE, "mode", "txt", "not a setting of this model"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(spec, name, value, message):
    with pytest.raises(InvalidParams) as caught:
        spec.clean({name: value})

    assert message in caught.value.problems[name]


@pytest.mark.parametrize("value", [4, "4", 15, 15.0])
def test_the_ends_of_a_range_are_allowed(value):
    assert VIDEO.clean({"duration": value})["duration"] == int(value)


def test_a_video_without_a_reference_image_is_refused_before_sending():
    with pytest.raises(InvalidParams) as caught:
        VIDEO.check_references(given("video", "audio"))

    assert caught.value.problems == {"references": "takes at least 1 image reference, got 0"}


@pytest.mark.parametrize("kind", ["image", "video", "audio"])
def test_a_video_takes_five_references_of_each_kind_and_no_more(kind):
    VIDEO.check_references(given("image", *[kind] * 4))

    with pytest.raises(InvalidParams) as caught:
        VIDEO.check_references(given("image", *[kind] * 6))

    assert f"at most 5 {kind} references" in caught.value.problems["references"]


def test_an_image_takes_five_reference_images_and_no_more():
    IMAGE.check_references([])
    IMAGE.check_references(given(*["image"] * 5))

    with pytest.raises(InvalidParams, match="references: takes at most 5 image references, got 6"):
        IMAGE.check_references(given(*["image"] * 6))


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_an_image_takes_no_other_reference(kind):
    with pytest.raises(InvalidParams, match="references: reference 1: role must be one of image"):
        IMAGE.check_references(given(kind))


@pytest.mark.parametrize("spec", [IMAGE, VIDEO])
def test_a_prompt_has_from_one_to_two_thousand_characters(spec):
    spec.check_prompt("x" * 2000)

    for prompt in ("", "  ", "x" * 2001):
        with pytest.raises(InvalidParams) as caught:
            spec.check_prompt(prompt)
        assert "prompt" in caught.value.problems


def test_default_prices():
    assert (IMAGE.price.credits, IMAGE.price.unit) == (2, "image")
    assert IMAGE.price.surcharge == {"size": {"2K": 1, "4K": 4}}
    assert (VIDEO.price.credits, VIDEO.price.unit) == (4, "second")


def test_what_is_guessed_is_a_setting_and_is_called_unverified():
    assert Settings.unverified <= set(Settings.model_fields)
    assert {"query_path", "success_codes", "task_name_length"} <= Settings.unverified
