"""A table as people paste or upload it: read as it is meant, or refused in words."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import tables
from studio.tables import BadTable

CELL = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85"),
    min_size=1,
    max_size=30,
).map(str.strip)


def refused(text):
    with pytest.raises(BadTable) as caught:
        tables.read(text)
    return caught.value.code, caught.value.detail


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_columns_are_found_by_name_in_any_order(delimiter):
    text = "Size,PROMPT,model\n2K,a fox,horse\n".replace(",", delimiter)

    [line] = tables.read(text)

    assert (line.number, line["prompt"], line["size"], line["model"]) == (1, "a fox", "2K", "horse")
    assert line["seed"] == ""


def test_without_a_header_every_line_is_a_prompt():
    lines = tables.read("a fox, red\n\n  a hen \r\n")

    assert [line["prompt"] for line in lines] == ["a fox, red", "a hen"]


def test_a_pasted_prompt_may_hold_a_quote():
    assert tables.read('a "fox\na hen')[0]["prompt"] == 'a "fox'


def test_cells_may_hold_line_breaks_and_commas():
    [line] = tables.read('prompt,tags\n"a fox,\nin snow","one, two;three"\n')

    assert line["prompt"] == "a fox,\nin snow"
    assert line.tags == ["one", "two", "three"]


def test_empty_rows_do_not_count():
    assert [line.number for line in tables.read("prompt\na\n\n,,\nb\n")] == [1, 2]


def test_references_keep_their_order():
    [line] = tables.read("prompt,ref2,ref1\na,second,first\n")

    assert line.references == ["first", "second"]


@pytest.mark.parametrize(
    "text,code",
    [
        ("", ("empty", "")),
        ("\n \n", ("empty", "")),
        ("prompt,colour\na,red\n", ("column", "colour")),
        ("prompt,size,size\na,1,2\n", ("twice", "size")),
        ("prompt,size\na,1,2\n", ("wide", "1")),
        ('prompt\n"a fox\n', ("quotes", "2")),
        ("x" * (tables.MOST + 1), ("size", "")),
    ],
)
def test_what_cannot_be_read_is_said(text, code):
    assert refused(text) == code


def test_a_file_must_be_utf_8():
    with pytest.raises(BadTable, match="encoding"):
        tables.decode("prompt\nzażółć".encode("cp1250"))
    assert tables.decode("prompt\nzażółć".encode("utf-8-sig")) == "prompt\nzażółć"


def test_the_template_can_be_read():
    [line] = tables.read(tables.template())

    assert line["prompt"] and line.tags == ["winter", "animals"]


@given(st.lists(CELL.filter(bool), min_size=1, max_size=5))
def test_what_is_written_is_read_again(prompts):
    rows = [[prompt, *[""] * (len(tables.COLUMNS) - 1)] for prompt in prompts]
    lines = tables.read(tables.write(rows))

    assert [line["prompt"] for line in lines] == [undone(prompt) for prompt in prompts]


def undone(prompt):
    """A prompt that already looks like a formula made text is the one thing that changes."""
    looks = prompt[:1] == "'" and prompt[1:2] in ("=", "+", "-", "@") and len(prompt) > 1
    return prompt[1:] if looks else prompt


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x"])
def test_nothing_that_is_written_runs_in_a_spreadsheet(cell):
    text = tables.write([[cell, *[""] * 13]])

    [row] = list(csv.reader(text.splitlines()))[1:]
    assert row[0] == f"'{cell}"
