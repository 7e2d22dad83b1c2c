"""`{a|b}` in prompts, by the examples that the script in the browser satisfies too."""

import json
from math import prod
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import variations
from studio.variations import TooMany, Unclosed, escaped, expand, kept, sizes

EXAMPLES = json.loads((Path(__file__).parent / "variations.json").read_text())
words = st.text(st.sampled_from("ab {}|\\\n狐🦊"), max_size=30)
plain = st.text(st.sampled_from("abc狐"), min_size=1, max_size=4)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:30])
def test_every_example_holds(example):
    text = example["text"]
    if "unclosed" in example:
        with pytest.raises(Unclosed) as lost:
            expand(text)
        assert lost.value.excerpt == example["unclosed"]
    elif "too_many" in example:
        with pytest.raises(TooMany) as many:
            expand(text)
        assert many.value.count == example["too_many"]
    else:
        assert [item.text for item in expand(text)] == example["expanded"]
    assert "sizes" not in example or sizes(text) == example["sizes"]


@given(words)
def test_any_text_gives_variations_or_a_reason(text):
    try:
        found = expand(text)
    except (Unclosed, TooMany):
        return

    assert len(found) == prod(sizes(text))


@given(st.text(st.characters(exclude_characters="{}|\\"), max_size=50))
def test_a_text_without_braces_is_itself(text):
    assert [item.text for item in expand(text)] == [text]


@given(words)
def test_an_escaped_text_is_itself(text):
    escaped = "".join(f"\\{sign}" if sign in "{|}" else sign for sign in text.replace("\\", ""))

    assert [item.text for item in expand(escaped)] == [text.replace("\\", "")]


@given(st.lists(st.lists(plain, min_size=2, max_size=3, unique=True), min_size=1, max_size=4))
def test_groups_multiply_and_say_what_they_became(groups):
    text = "-".join("{" + "|".join(group) + "}" for group in groups)

    found = expand(text)

    assert sizes(text) == [len(group) for group in groups]
    assert [item.text for item in found] == ["-".join(item.values) for item in found]
    assert len({item.values for item in found}) == prod(map(len, groups))


@given(words, st.data())
def test_dropping_leaves_the_others_in_their_order(text, data):
    try:
        found = [item.text for item in expand(text)]
    except (Unclosed, TooMany):
        return
    out = data.draw(st.sets(st.sampled_from(found)))

    assert [item.text for item in kept(text, out)] == [word for word in found if word not in out]


def test_a_dropped_text_is_known_by_either_line_ending():
    assert [item.text for item in kept("{a|b}\r\nc", ["a\nc"])] == ["b\r\nc"]


def test_hostile_prompts_are_counted_and_not_written_out():
    with pytest.raises(TooMany) as many:
        expand("{a|b}" * 20_000)

    assert many.value.count == variations.COUNTED
    assert expand("{" * 20_000 + "}" * 20_000)[0].text == "{" * 20_000 + "}" * 20_000
    with pytest.raises(Unclosed):
        expand("{a|" * 20_000)
    nested = "{a|" * 5_000 + "b" + "}" * 5_000
    assert [item.text for item in expand(nested)] == ["a", "b"]


@given(st.text(alphabet="{|}\\ab ", max_size=30))
def test_what_was_made_once_can_be_typed_again(text):
    assert variations.plain(escaped(text)) == text
    assert sizes(escaped(text)) == []


def test_a_prompt_that_is_json_needs_no_escapes():
    assert escaped('{"light": "soft"}') == '{"light": "soft"}'
