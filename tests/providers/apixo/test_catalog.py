"""What APIXO's models take, and what is refused before anything is sent."""

import pytest

import providers
from providers.catalog import Given
from providers.params import InvalidParams

RATIOS = ("1:1", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4", "9:16", "16:9", "21:9", "auto")
SPEC = providers.spec("apixo", "nano-banana")


def problems(key="nano-banana", **params):
    with pytest.raises(InvalidParams) as caught:
        providers.spec("apixo", key).clean(params)
    return caught.value.problems


def refused(*given):
    with pytest.raises(InvalidParams) as caught:
        SPEC.check_references(given)
    return caught.value.problems["references"]


def picture(mime="image/png", size=1000):
    return Given("image", "image", mime, size)


def test_only_the_documented_model_is_on():
    assert [item.key for item in providers.specs("apixo") if item.enabled] == ["nano-banana"]


def test_the_other_models_of_the_same_protocol_are_rows_that_are_off():
    assert {item.upstream for item in providers.specs("apixo") if not item.enabled} == {
        "nano-banana-2",
        "nano-banana-pro",
        "gpt-image-2",
        "seedance-2-0",
        "seedance-2-0-fast",
        "veo-3-1",
    }


def test_ratio_and_format_are_always_sent_and_routing_is_not():
    assert SPEC.clean({}) == {"aspect_ratio": "1:1", "format": "png"}


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("format", ["png", "jpeg"])
@pytest.mark.parametrize("routing", ["auto", "value", "official"])
def test_every_documented_setting_is_taken(ratio, format, routing):
    given = {"aspect_ratio": ratio, "format": format, "routing": routing}

    assert SPEC.clean(given) == given


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("aspect_ratio", "1:4", f"must be one of {', '.join(RATIOS)}"),
        ("aspect_ratio", "16x9", f"must be one of {', '.join(RATIOS)}"),
        ("format", "jpg", "must be one of png, jpeg"),
        ("format", "webp", "must be one of png, jpeg"),
        ("routing", "cheap", "must be one of auto, value, official"),
    ],
)
def test_other_values_are_refused_with_what_is_allowed(name, value, why):
    assert problems(**{name: value}) == {name: why}


@pytest.mark.parametrize("name", ["size", "mode", "count", "duration", "seed"])
def test_other_settings_are_named_as_unknown(name):
    assert "it has aspect_ratio, format, routing" in problems(**{name: "1"})[name]


@pytest.mark.parametrize("mime", ["image/jpeg", "image/png", "image/webp"])
def test_five_pictures_of_ten_megabytes_are_taken(mime):
    SPEC.check_references([picture(mime, 10_000_000)] * 5)


def test_references_beyond_the_limits_are_refused():
    assert refused(*[picture()] * 6) == "takes at most 5 image references, got 6"
    assert refused(picture(), picture(size=10_000_001)) == "reference 2 must be at most 10 MB"
    assert refused(picture("image/gif")).startswith("reference 1 must be one of image/jpeg")
    assert refused(Given("image", "video", "video/mp4", 1)).startswith("reference 1 must be an im")
    assert refused(Given("style", "image", "image/png", 1)).startswith("reference 1: role must be")


@pytest.mark.parametrize(("length", "fine"), [(0, False), (1, True), (5000, True), (5001, False)])
def test_a_prompt_has_from_one_to_five_thousand_characters(length, fine):
    if fine:
        SPEC.check_prompt("x" * length)
    else:
        with pytest.raises(InvalidParams) as caught:
            SPEC.check_prompt("x" * length)
        assert list(caught.value.problems) == ["prompt"]


def test_results_live_a_day_and_references_travel_as_urls():
    assert (SPEC.result_ttl, SPEC.transports, SPEC.outputs) == (86_400, ("url",), 1)


def test_the_first_look_is_after_ten_seconds_then_every_three():
    polling = SPEC.polling

    assert (polling.first, polling.interval, polling.longest) == (10, 3, 3)


def test_the_rows_that_are_off_keep_their_documented_limits():
    found = {item.key: item for item in providers.specs("apixo")}

    assert found["nano-banana-2"].prompt_max == 20_000
    assert found["nano-banana-2"].references[0].max == 14
    assert found["gpt-image-2"].references[0].max == 16
    assert [rule.max for rule in found["seedance-2-0"].references] == [9, 3, 3]
    assert problems("seedance-2-0", duration=16)["duration"].endswith("from 4 to 15")
    assert problems("seedance-2-0-fast", resolution="1080p") == {
        "resolution": "must be one of 480p, 720p"
    }
    assert problems("veo-3-1-reference", quality="quality") == {"quality": "must be one of fast"}
