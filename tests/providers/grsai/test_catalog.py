"""What GrsAI's models take, and what is refused before anything is sent."""

import pytest

import providers
from providers.catalog import Given
from providers.grsai.catalog import COMMON, GPT_SIZES, LONG, TIERS, VIP_PIXELS, VIP_SIZES
from providers.params import InvalidParams

MODELS = {
    "nano-banana": "nano-banana",
    "nano-banana-fast": "nano-banana-fast",
    "nano-banana-2": "nano-banana-2",
    "nano-banana-2-cl": "nano-banana-2",
    "nano-banana-2-4k-cl": "nano-banana-2",
    "nano-banana-pro": "nano-banana-pro",
    "nano-banana-pro-vt": "nano-banana-pro",
    "nano-banana-pro-cl": "nano-banana-pro",
    "nano-banana-pro-vip": "nano-banana-pro",
    "nano-banana-pro-4k-vip": "nano-banana-pro",
    "gpt-image-2": "gpt-image-2",
    "gpt-image-2-vip": "gpt-image-2",
}
BANANAS = [key for key in MODELS if key.startswith("nano-banana")]
LONG_BANANAS = [key for key in BANANAS if key.startswith("nano-banana-2")]
REFERENCES = {"nano-banana": 5, "nano-banana-fast": 5, "gpt-image-2": 10, "gpt-image-2-vip": 10}
VIP_PAIRS = [
    (ratio, tier, size)
    for ratio in VIP_SIZES
    for tier, size in zip(TIERS, VIP_SIZES[ratio], strict=True)
]


def spec(key):
    return providers.spec("grsai", key)


def problems(key, **params):
    with pytest.raises(InvalidParams) as caught:
        spec(key).clean(params)
    return caught.value.problems


def picture(count=1, mime="image/png"):
    return [Given("image", "image", mime, 1000)] * count


def test_every_listed_model_is_offered_under_its_own_name():
    offered = {item.key: item.model for item in providers.specs("grsai") if item.enabled}

    assert offered == MODELS
    assert all(spec(key).upstream == key for key in MODELS)


def test_a_model_that_the_page_does_not_list_is_off():
    assert [item.key for item in providers.specs("grsai") if not item.enabled] == [
        "nano-banana-2-2k-cl"
    ]


@pytest.mark.parametrize("model", sorted(set(MODELS.values())))
def test_the_main_variant_of_a_model_is_asked_first(model):
    variants = sorted(
        (item for item in providers.specs("grsai") if item.model == model),
        key=lambda item: item.priority,
    )

    assert (variants[0].key, variants[0].priority) == (model, 100)
    assert all(item.priority > 100 for item in variants[1:])


@pytest.mark.parametrize("key", BANANAS)
@pytest.mark.parametrize("size", TIERS)
def test_every_nano_banana_takes_three_sizes(key, size):
    assert spec(key).clean({"size": size}) == {"aspect_ratio": "auto", "size": size}


@pytest.mark.parametrize("key", BANANAS)
@pytest.mark.parametrize("ratio", ["auto", *COMMON])
def test_every_nano_banana_takes_the_common_ratios(key, ratio):
    assert spec(key).clean({"aspect_ratio": ratio}) == {"aspect_ratio": ratio}


@pytest.mark.parametrize("key", BANANAS)
@pytest.mark.parametrize("ratio", LONG)
def test_only_the_second_generation_takes_long_ratios(key, ratio):
    if key in LONG_BANANAS:
        assert spec(key).clean({"aspect_ratio": ratio}) == {"aspect_ratio": ratio}
    else:
        assert problems(key, aspect_ratio=ratio)["aspect_ratio"].startswith("must be one of auto")


@pytest.mark.parametrize("key", BANANAS)
@pytest.mark.parametrize("size", ["8K", "1k", "1024x1024", "auto"])
def test_a_nano_banana_refuses_other_sizes(key, size):
    assert problems(key, size=size) == {"size": "must be one of 1K, 2K, 4K"}


@pytest.mark.parametrize("key", MODELS)
@pytest.mark.parametrize("name", ["duration", "seed", "quality", "format", "mode", "count"])
def test_other_settings_are_named_as_unknown(key, name):
    assert "is not a setting of this model" in problems(key, **{name: "1"})[name]


@pytest.mark.parametrize("ratio", ["auto", *GPT_SIZES])
def test_gpt_image_2_takes_its_ratios(ratio):
    assert spec("gpt-image-2").clean({"aspect_ratio": ratio}) == {"aspect_ratio": ratio}


@pytest.mark.parametrize("size", GPT_SIZES.values())
def test_gpt_image_2_takes_its_own_pixels(size):
    assert spec("gpt-image-2").clean({"size": size}) == {"size": size}


def test_gpt_image_2_has_thirteen_ratios_of_one_size_each():
    assert len(GPT_SIZES) == len(set(GPT_SIZES.values())) == 13


@pytest.mark.parametrize("ratio", ["1:3", "3:1", "1:4", "7:5"])
def test_gpt_image_2_refuses_ratios_that_it_has_no_size_for(ratio):
    assert "aspect_ratio" in problems("gpt-image-2", aspect_ratio=ratio)


@pytest.mark.parametrize("size", ["1K", "2048x2048", "3840x3840", "1672x940"])
def test_gpt_image_2_refuses_pixels_outside_its_table(size):
    assert problems("gpt-image-2", size=size)["size"].startswith("must be one of 1024x1024")


def test_gpt_image_2_takes_a_ratio_or_pixels_but_not_both():
    told = problems("gpt-image-2", aspect_ratio="1:1", size="1024x1024")

    assert told == {"size": "give a size or an aspect_ratio, not both"}


@pytest.mark.parametrize(("ratio", "tier", "size"), VIP_PAIRS)
def test_every_pixel_pair_of_the_vip_table_keeps_the_vip_rules(ratio, tier, size):
    width, height = map(int, size.split("x"))

    assert VIP_PIXELS.problem(width, height) == ""
    assert spec("gpt-image-2-vip").clean({"size": size}) == {"size": size}
    assert abs(width / height - _quotient(ratio)) < 0.03 * width / height


def test_the_vip_table_has_fifteen_ratios_in_growing_sizes():
    areas = [[_area(size) for size in sizes] for sizes in VIP_SIZES.values()]

    assert len(VIP_SIZES) == 15
    assert all(row == sorted(row) for row in areas)


@pytest.mark.parametrize(
    ("size", "why"),
    [
        ("3840x3840", "width x height must be from 655360 to 8294400 pixels"),
        ("512x512", "width x height must be from 655360 to 8294400 pixels"),
        ("800x800", "width x height must be from 655360 to 8294400 pixels"),
        ("3856x2048", "the longer side must be at most 3840 pixels"),
        ("1000x1000", "both sides must be multiples of 16 pixels"),
        ("2048x1150", "both sides must be multiples of 16 pixels"),
        ("3840x1264", "the sides must not differ by more than 3:1"),
        ("0x1024", "the sides must not differ by more than 3:1"),
        ("8K", "must be one of auto, 1K, 2K, 4K or pixels such as 2048x1152"),
        ("2048×1152", "must be one of auto, 1K, 2K, 4K or pixels such as 2048x1152"),
    ],
)
def test_the_vip_model_says_what_is_wrong_with_pixels(size, why):
    assert problems("gpt-image-2-vip", size=size) == {"size": why}


@pytest.mark.parametrize("size", ["1024x640", "816x816", "2048x2048", "3840x2160", "auto"])
def test_the_vip_model_takes_free_pixels_within_its_limits(size):
    assert spec("gpt-image-2-vip").clean({"size": size}) == {"size": size}


@pytest.mark.parametrize("ratio", VIP_SIZES)
@pytest.mark.parametrize("size", [None, "auto", "2048x1152"])
def test_a_ratio_on_the_vip_model_needs_a_tier(ratio, size):
    given = {"aspect_ratio": ratio} | ({"size": size} if size else {})

    assert problems("gpt-image-2-vip", **given) == {
        "size": "must be 1K, 2K or 4K with an aspect_ratio"
    }


@pytest.mark.parametrize("size", TIERS)
@pytest.mark.parametrize("ratio", [None, "auto"])
def test_a_tier_on_the_vip_model_needs_a_ratio(size, ratio):
    given = {"size": size} | ({"aspect_ratio": ratio} if ratio else {})

    assert problems("gpt-image-2-vip", **given) == {
        "aspect_ratio": "a size of 1K, 2K or 4K needs an aspect_ratio other than auto"
    }


@pytest.mark.parametrize("key", MODELS)
def test_checked_settings_pass_the_check_again(key):
    for given in ({}, {"size": spec(key).param("size").options[0]}):
        cleaned = _tolerant(key, given)

        assert spec(key).clean(cleaned) == cleaned


@pytest.mark.parametrize("key", MODELS)
def test_reference_images_are_counted(key):
    most = REFERENCES.get(key, 14)

    spec(key).check_references(picture(most))
    with pytest.raises(InvalidParams) as caught:
        spec(key).check_references(picture(most + 1))

    assert caught.value.problems == {
        "references": f"takes at most {most} image references, got {most + 1}"
    }


def test_a_reference_must_be_a_picture():
    with pytest.raises(InvalidParams) as caught:
        spec("nano-banana").check_references([Given("image", "video", "video/mp4", 1000)])

    assert caught.value.problems == {"references": "reference 1 must be an image, not video"}


@pytest.mark.parametrize("key", MODELS)
def test_a_prompt_has_from_one_to_five_thousand_characters(key):
    spec(key).check_prompt("x" * 5000)
    for prompt in ("", "  ", "x" * 5001):
        with pytest.raises(InvalidParams) as caught:
            spec(key).check_prompt(prompt)

        assert list(caught.value.problems) == ["prompt"]


@pytest.mark.parametrize("key", MODELS)
def test_results_live_two_hours_and_references_travel_in_any_form(key):
    assert spec(key).result_ttl == 7200
    assert spec(key).transports == ("url", "data_uri", "base64")
    assert spec(key).outputs == 1


def test_a_4k_variant_costs_what_4k_costs_on_the_main_model():
    for main, variant in [
        ("nano-banana-2", "nano-banana-2-4k-cl"),
        ("nano-banana-pro", "nano-banana-pro-4k-vip"),
    ]:
        price = spec(main).price

        assert spec(variant).price.credits == price.credits + price.surcharge["size"]["4K"]
        assert spec(variant).param("size").default == "4K"


def _quotient(ratio):
    width, height = map(int, ratio.split(":"))
    return width / height


def _area(size):
    width, height = map(int, size.split("x"))
    return width * height


def _tolerant(key, given):
    try:
        return spec(key).clean(given)
    except InvalidParams:
        return spec(key).clean({})
