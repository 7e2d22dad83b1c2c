"""Every limit of DYU's parameter table is refused before anything is sent."""

import pytest

from providers import specs
from providers.catalog import Given
from providers.dyuapi.provider import Settings
from providers.params import InvalidParams

SPECS = {spec.key: spec for spec in specs("dyuapi")}
EVERY = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)


def given(count, kind="image"):
    return [Given(kind, kind, "image/png", 1000)] * count


def test_every_documented_model_is_on_and_mapped():
    assert {spec.upstream: (spec.key, spec.model) for spec in SPECS.values() if spec.enabled} == {
        "nano_banana_2": ("nano-banana-2", "nano-banana-2"),
        "nano_banana_pro": ("nano-banana-pro", "nano-banana-pro"),
        "nano_banana_pro-1K": ("nano-banana-pro-1k", "nano-banana-pro"),
        "nano_banana_pro-2K": ("nano-banana-pro-2k", "nano-banana-pro"),
        "nano_banana_pro-4K": ("nano-banana-pro-4k", "nano-banana-pro"),
    }


def test_the_plain_model_is_asked_before_those_with_a_size_in_their_name():
    plain = SPECS["nano-banana-pro"].priority

    assert all(SPECS[f"nano-banana-pro-{tier}"].priority > plain for tier in ("1k", "2k", "4k"))


@pytest.mark.parametrize(
    ("key", "sizes"),
    [
        ("nano-banana-2", ("1K", "2K")),
        ("nano-banana-pro", ("1K", "2K")),
        ("nano-banana-pro-1k", ("1K",)),
        ("nano-banana-pro-2k", ("2K",)),
        ("nano-banana-pro-4k", ("4K",)),
    ],
)
def test_a_model_takes_its_own_sizes_only(key, sizes):
    for size in ("1K", "2K", "4K"):
        if size in sizes:
            assert SPECS[key].clean({"size": size}) == {"size": size}
            continue
        with pytest.raises(InvalidParams) as caught:
            SPECS[key].clean({"size": size})
        assert caught.value.problems == {"size": f"must be one of {', '.join(sizes)}"}


@EVERY
def test_a_ratio_that_is_not_listed_is_refused(spec):
    with pytest.raises(InvalidParams) as caught:
        spec.clean({"aspect_ratio": "4:3"})

    assert caught.value.problems == {"aspect_ratio": "must be one of auto, 1:1, 9:16, 16:9"}


@EVERY
@pytest.mark.parametrize("name", ["count", "seed", "quality", "duration", "mode", "imageSize"])
def test_a_setting_of_another_vendor_is_refused_by_name(spec, name):
    with pytest.raises(InvalidParams) as caught:
        spec.clean({name: 1})

    assert "not a setting of this model; it has aspect_ratio, size" in caught.value.problems[name]


@EVERY
def test_nothing_is_sent_that_was_not_asked_for(spec):
    assert spec.clean({}) == {}


@EVERY
def test_five_pictures_may_be_given_and_no_more(spec):
    spec.check_references(given(5))

    with pytest.raises(InvalidParams, match="references: takes at most 5 image references, got 6"):
        spec.check_references(given(6))
    with pytest.raises(InvalidParams, match="references: reference 1: role must be one of image"):
        spec.check_references(given(1, "video"))


@EVERY
def test_a_prompt_has_at_most_ten_thousand_characters(spec):
    spec.check_prompt("x" * 10_000)

    with pytest.raises(InvalidParams, match="prompt: must have at most 10000 characters"):
        spec.check_prompt("x" * 10_001)
    with pytest.raises(InvalidParams, match="prompt: write a prompt first"):
        spec.check_prompt(" ")


@EVERY
def test_a_call_gives_one_picture_and_takes_links_or_data(spec):
    assert (spec.outputs, spec.transports, spec.idempotent) == (1, ("url", "data_uri"), False)


@pytest.mark.parametrize(
    ("key", "price"),
    [
        ("nano-banana-2", 2),
        ("nano-banana-pro", 4),
        ("nano-banana-pro-1k", 4),
        ("nano-banana-pro-2k", 5),
        ("nano-banana-pro-4k", 8),
    ],
)
def test_the_default_price_counts_the_size_that_a_model_makes_by_itself(key, price):
    spec = SPECS[key]

    extra = spec.price.surcharge["size"].get(spec.param("size").default, 0)

    assert spec.price.credits + extra == price


def test_what_is_guessed_is_a_setting_and_is_called_unverified():
    assert Settings.unverified <= set(Settings.model_fields)
    assert {"query_path", "content_path"} <= Settings.unverified
