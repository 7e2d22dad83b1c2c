"""`@2` in prompts: who is named, and what the vendor reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.mentions import numbers, renumbered, spoken


@pytest.mark.parametrize(
    ("prompt", "named"),
    [
        ("@2 in the style of @1", [2, 1]),
        ("@1, @1 and @1", [1]),
        ("用@2的风格画@1", [2, 1]),
        ("write to me@2.example or @2x", []),
        ("a 50 mm lens @50, @0 and @@1", []),
        ("version @1.5", []),
        ("(@3)", [3]),
    ],
)
def test_a_mention_stands_by_itself(prompt, named):
    assert numbers(prompt) == named


def test_the_vendor_reads_plain_words_where_it_has_no_sign_of_its_own():
    assert spoken("@2 as in @1", ["image", "image"]) == "image 2 as in image 1"


def test_each_kind_is_counted_by_itself():
    kinds = ["video", "image", "audio", "image"]

    assert spoken("@1 @2 @3 @4", kinds) == "video 1 image 1 audio 1 image 2"


def test_a_vendor_with_a_sign_gets_its_sign():
    assert spoken("@2!", ["image", "image"], "@{kind}{n}") == "@image2!"
    assert spoken("@2!", ["image", "image"], "[{n}]") == "[2]!"


def test_what_names_nothing_stays():
    assert spoken("@3 and @50", ["image"]) == "@3 and @50"


def test_left_out_references_leave_no_gap():
    assert renumbered("@3 like @1", {1: 1, 3: 2}) == "@2 like @1"


@given(st.text(st.sampled_from("@12 a狐."), max_size=20), st.integers(0, 3))
def test_nothing_but_mentions_changes(prompt, count):
    said = spoken(prompt, ["image"] * count, "<{n}>")

    named = [number for number in numbers(prompt) if number <= count]
    assert ("<" in said) == bool(named)
    assert named or said == prompt
