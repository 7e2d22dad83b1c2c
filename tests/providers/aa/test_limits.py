"""What is refused before anything is sent, and by which name."""

import pytest

import providers
from providers.catalog import Given
from providers.params import InvalidParams

PICTURE = Given("image", "image", "image/png", 1000)
SORA = ["sora_studio", "sora_fast"]
VEO = ["veo", "veo_fast", "veo_reference"]
NANO = ["nanobanana", "nanobanana_pro"]
EDITS = ["nanobanana-chat", "nanobanana_pro-chat"]


def spec(key):
    return providers.spec("aa", key)


def problems(check, *args):
    with pytest.raises(InvalidParams) as caught:
        check(*args)
    return caught.value.problems


@pytest.mark.parametrize("key", SORA)
def test_a_sora_prompt_has_3_to_4000_characters(key):
    spec(key).check_prompt("fox")
    spec(key).check_prompt("x" * 4000)

    assert problems(spec(key).check_prompt, "ox") == {"prompt": "must have at least 3 characters"}
    assert problems(spec(key).check_prompt, "x" * 4001) == {
        "prompt": "must have at most 4000 characters, has 4001"
    }


@pytest.mark.parametrize("key", NANO)
def test_an_image_prompt_has_1_to_4000_characters(key):
    spec(key).check_prompt("x")
    spec(key).check_prompt("x" * 4000)

    assert "prompt" in problems(spec(key).check_prompt, " ")
    assert "4000" in problems(spec(key).check_prompt, "x" * 4001)["prompt"]


@pytest.mark.parametrize(
    "name", ["aspect_ratio", "duration", "seed", "size", "quality", "temperature", "count"]
)
@pytest.mark.parametrize("key", SORA)
def test_sora_has_no_settings(key, name):
    assert problems(spec(key).clean, {name: "1"}) == {
        name: "is not a setting of this model; it has none"
    }


@pytest.mark.parametrize("key", ["veo", "veo_fast"])
def test_veo_is_16_9_or_9_16(key):
    assert problems(spec(key).clean, {"aspect_ratio": "1:1"}) == {
        "aspect_ratio": "must be one of 16:9, 9:16"
    }


def test_veo_reference_has_no_ratio():
    assert "aspect_ratio" in problems(spec("veo_reference").clean, {"aspect_ratio": "9:16"})


@pytest.mark.parametrize("key", [*NANO, *EDITS, "gpt-image-2"])
def test_an_image_has_one_of_five_ratios(key):
    assert problems(spec(key).clean, {"aspect_ratio": "21:9"}) == {
        "aspect_ratio": "must be one of 1:1, 16:9, 9:16, 4:3, 3:4"
    }


@pytest.mark.parametrize("key", [*NANO, *EDITS])
def test_an_image_has_one_of_five_sizes(key):
    assert problems(spec(key).clean, {"size": "8K"}) == {
        "size": "must be one of 1K, 2K, 4K, hd, ultra"
    }


def test_gpt_image_has_no_size():
    assert "size" in problems(spec("gpt-image-2").clean, {"size": "2K"})


@pytest.mark.parametrize("key", [*NANO, *EDITS])
def test_defaults_are_shown_and_not_sent(key):
    assert spec(key).param("aspect_ratio").default == "16:9"
    assert spec(key).param("size").default == "2K"
    assert spec(key).clean({}) == {}


@pytest.mark.parametrize(
    ("keys", "most"), [(SORA, 1), (VEO, 2), (NANO, 6), (["gpt-image-2"], 6), (EDITS, 6)]
)
def test_a_model_takes_so_many_pictures(keys, most):
    for key in keys:
        spec(key).check_references([PICTURE] * most)

        found = problems(spec(key).check_references, [PICTURE] * (most + 1))
        assert f"at most {most}" in found["references"]


@pytest.mark.parametrize("key", EDITS)
def test_an_edit_needs_a_picture(key):
    found = problems(spec(key).check_references, [])

    assert found == {"references": "takes at least 1 image reference, got 0"}


@pytest.mark.parametrize("key", [*SORA, *VEO, *NANO, "gpt-image-2"])
def test_everything_else_works_without_a_picture(key):
    spec(key).check_references([])


@pytest.mark.parametrize("key", [*SORA, *VEO, *NANO, *EDITS, "gpt-image-2"])
def test_references_are_pictures_in_one_role(key):
    clip = Given("image", "video", "video/mp4", 1000)
    first = Given("first_frame", "image", "image/png", 1000)

    assert "must be an image" in problems(spec(key).check_references, [clip])["references"]
    assert "role" in problems(spec(key).check_references, [first])["references"]


@pytest.mark.parametrize("item", providers.specs("aa"), ids=lambda item: item.key)
def test_a_call_gives_one_result_from_references_by_url(item):
    assert item.outputs == 1
    assert item.transports == ("url",)
