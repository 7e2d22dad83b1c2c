"""References: pasted, dropped, picked, replaced, moved; never only by dragging."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import pictures
from tests.browser.seat import becomes

FREE = "[data-add]:not([hidden]) [data-testid=add-reference]"


@pytest.fixture
def slots(studio):
    return studio.page.locator("[data-slot]")


def test_a_pasted_picture_becomes_a_reference(studio, slots):
    studio.prompt.focus()
    assert not pictures.carry(studio.page, "paste", "red", text="not this")

    expect(slots).to_have_count(1)
    expect(studio.prompt).to_have_value("")
    studio.page.locator("body").click(position={"x": 700, "y": 20})
    pictures.carry(studio.page, "paste", "blue", selector="body")
    expect(slots).to_have_count(2)


def test_pasted_text_stays_text(studio, slots):
    studio.prompt.focus()

    assert pictures.carry(studio.page, "paste", text="a fox")
    expect(slots).to_have_count(0)


def test_three_dropped_files_fill_three_slots(studio, slots):
    pictures.carry(studio.page, "drop", "red", "green", "blue", selector=FREE)

    expect(slots).to_have_count(3)
    expect(studio.page.get_by_test_id("references")).to_contain_text("3 of 14")


def test_a_file_dropped_on_a_slot_replaces_it_and_undo_brings_it_back(studio, slots):
    pictures.carry(studio.page, "drop", "red", selector=FREE)
    expect(slots).to_have_count(1)
    first = slots.get_attribute("data-slot")
    pictures.carry(studio.page, "drop", "blue", selector="[data-slot]")

    expect(slots).not_to_have_attribute("data-slot", first)
    expect(slots).to_have_count(1)
    studio.page.get_by_role("button", name="Undo").last.click()
    expect(slots).to_have_attribute("data-slot", first)


def test_a_result_is_used_by_its_button_and_removed_again(studio, slots):
    tile = studio.tile("#fast a fox")
    becomes(tile, "done")
    tile.hover()
    tile.get_by_role("link", name="Use as reference").click()
    expect(slots).to_have_count(1)
    studio.page.get_by_role("button", name="Remove reference 1").click(force=True)
    expect(slots).to_have_count(0)


def test_references_are_picked_and_moved_by_keys_alone(studio, slots):
    """Everything that dragging does is done by a menu too."""
    for colour in ("red", "blue"):
        pictures.carry(studio.page, "drop", colour, selector=FREE)
    expect(slots).to_have_count(2)
    before = [slot.get_attribute("data-slot") for slot in slots.all()]
    studio.page.get_by_role("button", name="Options of reference 2").focus()
    studio.page.keyboard.press("Enter")
    studio.page.get_by_role("button", name="Move left").locator("visible=true").press("Enter")

    expect(slots.first).to_have_attribute("data-slot", before[1])
    assert [slot.get_attribute("data-slot") for slot in slots.all()] == before[::-1]


def test_a_picture_pasted_into_the_picker_closes_it_and_takes_its_place(studio, slots):
    pictures.carry(studio.page, "drop", "red", selector=FREE)
    expect(slots).to_have_count(1)
    first = slots.get_attribute("data-slot")
    studio.page.get_by_role("button", name="Options of reference 1").click()
    studio.page.get_by_role("link", name="Replace").locator("visible=true").click()
    expect(studio.page.get_by_test_id("pane")).to_be_visible()

    assert not pictures.carry(studio.page, "paste", "blue")
    expect(studio.page.get_by_test_id("pane")).to_have_count(0)
    expect(slots).not_to_have_attribute("data-slot", first)
    expect(slots).to_have_count(1)


def test_what_is_no_picture_is_refused_in_words(studio, slots):
    studio.watch.allow("422")
    studio.page.get_by_test_id("add-reference").locator("visible=true").click()
    studio.page.locator("[data-shelf-files]").set_input_files(
        {"name": "brief.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 nothing"}
    )

    expect(studio.page.get_by_text(re.compile("brief.pdf")).first).to_be_visible()
    expect(slots).to_have_count(0)
