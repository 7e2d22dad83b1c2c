"""What a declared parameter accepts, and what a model's spec makes of all of them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.catalog import Exclusive, Given, ModelSpec, Needs, References
from providers.params import (
    AspectRatio,
    Choice,
    Duration,
    Flag,
    Integer,
    InvalidParams,
    Number,
    Pixels,
    Seed,
    Size,
    Text,
)

STEPS = Integer(name="steps", min=-1, max=50)
SCALE = Number(name="scale", min=0.5, max=2)
SOUND = Flag(name="sound")
NOTE = Text(name="note", max_length=5)
RATIO = AspectRatio(name="aspect_ratio", options=("auto", "16:9"))
FREE = Pixels(longest=4096, multiple=16, max_ratio=3, min_area=512 * 512, max_area=4096 * 4096)
SIZE = Size(name="size", options=("1K", "2K"), pixels=FREE)
SEED = Seed(name="seed", min=-1, max=2**63 - 1)
NAN = float("nan")
EVERY = [STEPS, SCALE, SOUND, NOTE, RATIO, SIZE, SEED, Duration(name="duration", min=4, max=15)]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**400),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def model(*params, **changes):
    return ModelSpec(
        key="paint", model="paint", upstream="Paint", kind="image", params=params, **changes
    )


def problems(call, *given):
    with pytest.raises(InvalidParams) as caught:
        call(*given)
    return caught.value.problems


@pytest.mark.parametrize("value", [7, "7", " 7 ", 7.0, "7.0", "7.00"])
def test_a_whole_number_is_taken_in_every_way_of_writing_it(value):
    cleaned = STEPS.clean(value)

    assert (cleaned, type(cleaned)) == (7, int)


@pytest.mark.parametrize(
    "value",
    [51, -2, "7.5", 7.5, "1e1", "seven", "٧", "7_0", "9" * 30, True, [7], {}, b"7", 10**400, NAN],
)
def test_anything_else_is_no_whole_number_of_the_range(value):
    with pytest.raises(ValueError, match="must be a whole number from -1 to 50"):
        STEPS.clean(value)


def test_a_long_seed_loses_no_digit():
    assert SEED.clean("9223372036854775807") == 2**63 - 1
    assert SEED.clean("9007199254740993.0") == 2**53 + 1
    assert SEED.clean(-1) == -1


@pytest.mark.parametrize(("value", "number"), [(1, 1.0), ("0.5", 0.5), (2, 2.0)])
def test_a_number_is_taken_to_the_ends_of_its_range(value, number):
    assert SCALE.clean(value) == number


@pytest.mark.parametrize("value", [0.4, 2.1, "much", True, [], NAN, "inf", 10**400])
def test_anything_else_is_no_number_of_the_range(value):
    with pytest.raises(ValueError, match=r"must be a number from 0\.5 to 2"):
        SCALE.clean(value)


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (True, True),
        (1, True),
        ("on", True),
        ("TRUE", True),
        (False, False),
        (0, False),
        ("off", False),
    ],
)
def test_a_flag_is_taken_from_forms_and_from_json(value, flag):
    assert SOUND.clean(value) is flag


@pytest.mark.parametrize("value", ["yes", 2, 1.5, [], {}, 10**400])
def test_anything_else_is_no_flag(value):
    with pytest.raises(ValueError, match="must be true or false"):
        SOUND.clean(value)


def test_text_is_kept_as_it_is_up_to_its_length():
    assert NOTE.clean(" a b ") == " a b "

    for value in ("123456", 5, None):
        with pytest.raises(ValueError, match="at most 5 characters"):
            NOTE.clean(value)


@pytest.mark.parametrize("value", ["a\x00", "\ud800"])
def test_text_that_no_database_can_store_is_refused(value):
    with pytest.raises(ValueError, match="cannot be stored"):
        NOTE.clean(value)


@pytest.mark.parametrize("value", ["16:10", "AUTO", 1, ["auto"], None])
def test_a_choice_is_one_of_its_words(value):
    assert RATIO.clean("auto") == "auto"

    with pytest.raises(ValueError, match="must be one of auto, 16:9"):
        RATIO.clean(value)


@pytest.mark.parametrize(
    ("value", "size"), [("2K", "2K"), ("2048x1152", "2048x1152"), ("00512x0512", "512x512")]
)
def test_a_size_is_a_tier_or_free_pixels(value, size):
    assert SIZE.clean(value) == size


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("8K", "must be one of 1K, 2K or pixels such as 2048x1152"),
        ("5120x2048", "the longer side must be at most 4096 pixels"),
        ("2047x1152", "both sides must be multiples of 16 pixels"),
        ("4096x1024", "the sides must not differ by more than 3:1"),
        ("0x0", "the sides must not differ by more than 3:1"),
        ("256x256", "width x height must be from 262144 to 16777216 pixels"),
        (2048, "must be one of"),
        (["1K"], "must be one of"),
    ],
)
def test_a_size_that_breaks_a_rule_names_the_rule(value, why):
    with pytest.raises(ValueError, match=why):
        SIZE.clean(value)


def test_a_size_without_free_pixels_takes_its_tiers_only():
    tiers = Size(name="size", options=("1K",))

    with pytest.raises(ValueError, match=r"^must be one of 1K$"):
        tiers.clean("1024x1024")


@given(st.sampled_from(EVERY), JSON)
@settings(max_examples=100, deadline=None)
def test_any_value_is_cleaned_or_refused_with_a_reason(param, value):
    try:
        cleaned = param.clean(value)
    except ValueError as error:
        assert re.match("must |the |both |width |has ", str(error))
    else:
        assert param.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("param", "schema"),
    [
        (STEPS, {"type": "integer", "minimum": -1, "maximum": 50}),
        (SCALE, {"type": "number", "minimum": 0.5, "maximum": 2}),
        (SOUND, {"type": "boolean"}),
        (NOTE, {"type": "string", "maxLength": 5}),
        (RATIO, {"type": "string", "enum": ["auto", "16:9"]}),
    ],
)
def test_a_schema_says_what_is_taken(param, schema):
    assert param.schema() == schema


def test_the_schema_of_a_free_size_matches_what_is_taken():
    pattern = SIZE.schema()["pattern"]

    assert all(re.search(pattern, value) for value in ("1K", "2048x1152"))
    assert not any(re.search(pattern, value) for value in ("1K ", "x", "2048"))


def test_a_param_left_out_is_not_sent_unless_it_must_be():
    spec = model(
        Choice(name="style", options=("oil",), default="oil"),
        Duration(name="duration", min=4, max=15, default=5, send=True),
    )

    assert spec.clean({}) == {"duration": 5}
    assert spec.clean({"style": "oil", "duration": "6"}) == {"style": "oil", "duration": 6}
    assert spec.clean({"style": "", "duration": None}) == {"duration": 5}


def test_every_bad_field_is_named_at_once():
    found = problems(model(STEPS, RATIO).clean, {"steps": 99, "aspect_ratio": "x", "colour": 1})

    assert found == {
        "steps": "must be a whole number from -1 to 50",
        "aspect_ratio": "must be one of auto, 16:9",
        "colour": "is not a setting of this model; it has steps, aspect_ratio",
    }


def test_a_model_without_params_says_so():
    assert "it has none" in problems(model().clean, {"size": "1K"})["size"]


def test_exclusive_params_cannot_both_be_given():
    spec = model(STEPS, SIZE, rules=(Exclusive(("steps", "size"), "size sets the steps"),))

    assert spec.clean({"steps": 3}) == {"steps": 3}
    assert problems(spec.clean, {"steps": 3, "size": "1K"}) == {"size": "size sets the steps"}


def test_a_param_may_need_a_value_of_another():
    rule = Needs("size", ("2K",), "aspect_ratio", ("16:9",), "2K is wide")
    spec = model(SIZE, RATIO, rules=(rule,))

    assert spec.clean({"size": "1K"}) == {"size": "1K"}
    assert spec.clean({"size": "2K", "aspect_ratio": "16:9"})
    for raw in ({"size": "2K"}, {"size": "2K", "aspect_ratio": "auto"}):
        assert problems(spec.clean, raw) == {"aspect_ratio": "2K is wide"}


def test_a_bad_value_is_told_before_the_rule_that_it_breaks():
    spec = model(SIZE, RATIO, rules=(Needs("size", (), "aspect_ratio", (), "say the ratio"),))

    found = problems(spec.clean, {"size": "2K", "aspect_ratio": "x"})

    assert found == {"aspect_ratio": "must be one of auto, 16:9"}


def test_a_prompt_is_measured():
    spec = model(prompt_min=3, prompt_max=5)

    spec.check_prompt("a fox")
    assert problems(spec.check_prompt, "  ") == {"prompt": "write a prompt first"}
    assert problems(spec.check_prompt, " ab ") == {"prompt": "must have at least 3 characters"}
    assert problems(spec.check_prompt, "a foxy") == {
        "prompt": "must have at most 5 characters, has 6"
    }


@pytest.mark.parametrize("prompt", ["a\x00fox", "fox \ud83e"])
def test_a_prompt_that_no_database_can_store_is_refused(prompt):
    assert "cannot be stored" in problems(model().check_prompt, prompt)["prompt"]


FRAME = References(
    role="frame", kind="image", min=1, max=2, mimes=("image/png",), max_bytes=5_000_000
)
VOICE = References(role="voice", kind="audio", max=1, max_seconds=15)
PICTURE = Given("frame", "image", "image/png", 1000)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], "takes at least 1 frame reference, got 0"),
        ([PICTURE] * 3, "takes at most 2 frame references, got 3"),
        (
            [PICTURE, Given("style", "image", "", 1)],
            "reference 2: role must be one of frame, voice",
        ),
        ([Given("frame", "audio", "", 1)], "reference 1 must be an image, not audio"),
        ([Given("voice", "video", "", 1)], "reference 1 must be an audio, not video"),
        (
            [Given("frame", "image", "image/webp", 1)],
            "reference 1 must be one of image/png, not image/webp",
        ),
        ([Given("frame", "image", "image/png", 5_000_001)], "reference 1 must be at most 5 MB"),
        (
            [PICTURE, Given("voice", "audio", "", 1, 15.3)],
            "reference 2 must be at most 15 s long",
        ),
    ],
)
def test_references_are_checked_by_role_kind_type_size_and_number(given, why):
    spec = model(references=(FRAME, VOICE))

    assert problems(spec.check_references, given) == {"references": why}


def test_all_roles_together_may_be_capped():
    spec = model(references=(FRAME, VOICE), max_references=2)

    spec.check_references([PICTURE, PICTURE])
    found = problems(
        spec.check_references, [PICTURE, PICTURE, Given("voice", "audio", "", 1, 15.1)]
    )

    assert found == {"references": "takes at most 2 references, got 3"}
