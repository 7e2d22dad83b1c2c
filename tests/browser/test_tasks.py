"""What a person may ask of a task: again, otherwise, or no more."""

import re

from playwright.sync_api import expect

from tests.browser.seat import becomes

# A tile is exchanged for its next state: it is looked up and measured in one go.
PLACE = """
(id) => {
  const { x, y, width, height } = document.getElementById(id).getBoundingClientRect();
  return { x, y, width, height };
}
"""

REFUSED = """
([was, now]) => { for (const link of document.querySelectorAll("a[data-again]")) link.href = link.href.replace(was, now); }
"""


def test_a_retry_takes_the_place_of_the_failed_tile_and_says_its_price(studio, stack):
    tile = studio.tile("#policyout a fox")
    becomes(tile, "failed")
    place = studio.page.evaluate(PLACE, tile.get_attribute("id"))
    again = tile.get_by_role("button", name=re.compile(r"^Retry · \d+"))
    price = int(re.search(r"\d+", again.inner_text())[0])
    with studio.page.expect_response(re.compile("/retry/")):
        again.click()

    becomes(tile, "queued", "submitting", "running", "review", "archiving", "failed")
    expect(studio.runs).to_have_count(1)
    expect(studio.runs.first.get_by_test_id("tile")).to_have_count(1)
    now = studio.page.evaluate(PLACE, studio.tiles.first.get_attribute("id"))
    assert now == place
    reserves = stack.entries(studio.person, "reserve")
    assert [-entry["d_granted"] for entry in reserves] == [price, price]


def test_of_a_part_the_header_says_what_is_missing_and_came_back(studio, stack):
    tiles = studio.make("#partial a fox", count=4)
    for number in range(3):
        becomes(tiles.nth(number), "done")
    becomes(tiles.nth(3), "missing")

    [reserved] = stack.entries(studio.person, "reserve")
    [settled] = stack.entries(studio.person, "settle")
    returned = -reserved["d_granted"] - settled["charged"]
    assert returned > 0
    expect(studio.runs.first).to_contain_text(f"3 of 4 made · {returned} credits returned")


def test_edit_and_retry_loads_the_form_and_marks_the_field(studio):
    tile = studio.tile("#policy a fox in a red coat")
    becomes(tile, "failed")
    studio.prompt.fill("something else")
    tile.get_by_role("link", name="Edit & retry").click()

    expect(studio.prompt).to_have_value("#policy a fox in a red coat")
    expect(studio.prompt).to_be_focused()
    marked = studio.page.locator(".field.marked")
    expect(marked.locator("#id_prompt")).to_have_count(1)
    studio.page.keyboard.type("!")
    expect(marked).to_have_count(0)
    studio.page.get_by_role("button", name="Undo").last.click()
    expect(studio.prompt).to_have_value("something else")


def test_a_refused_reference_and_another_model_are_pointed_at(studio):
    """By links as a tile has them; which refusal has which is asked in test_tiles.py."""
    becomes(studio.tile("#down a fox"), "failed")
    switch = studio.tiles.first.get_by_role("link", name="Switch model")
    switch.click()
    expect(studio.page.get_by_test_id("model-card")).to_be_focused()

    studio.page.evaluate(REFUSED, ["mark=model", "mark=references"])
    switch.click()
    expect(studio.page.locator("#id_references.marked")).to_be_visible()


def test_a_busy_vendor_is_asked_again_without_anybodys_help(studio):
    tile = studio.tile("#busy a fox")

    becomes(tile, "done", timeout=40_000)


def test_what_waits_is_stopped_and_comes_back_at_once(studio, stack):
    """The demo, like most vendors, cannot stop what it has begun; what is in line can be."""
    stack.hold()
    try:
        before = credits(studio)
        tile = studio.tile("#fast a fox")
        expect(tile).to_have_attribute("data-state", "queued")
        tile.get_by_role("button", name="Cancel").click()
        becomes(tile, "cancelled", timeout=2000)
        expect(tile).to_contain_text("returned")
        expect(studio.page.get_by_test_id("balance")).to_contain_text(str(before))
    finally:
        stack.release()


def test_what_has_begun_is_let_finish_and_charged(studio, stack):
    before = credits(studio)
    tile = studio.tile("#latecancel a fox")
    becomes(tile, "running")
    tile.get_by_role("button", name="Cancel").click()
    expect(studio.page.get_by_text(re.compile("can't be stopped there"))).to_be_visible()
    studio.page.get_by_role("button", name="Let it finish").click()
    becomes(tile, "done")
    [settled] = stack.entries(studio.person, "settle")
    assert settled["charged"] > 0
    left = before - settled["charged"]
    expect(studio.page.get_by_test_id("balance")).to_have_text(re.compile(rf"\b{left} credits"))


def credits(studio):
    text = studio.page.get_by_test_id("balance").inner_text()
    return int(re.search(r"[\d,]+", text)[0].replace(",", ""))


def test_the_details_stand_at_their_button_and_on_phones_in_the_middle(studio):
    tile = studio.tile("#policy a fox")
    becomes(tile, "failed")
    button = tile.get_by_role("button", name="Details")
    note = studio.page.locator(".tile-note:popover-open")
    for width, stands in ((1440, is_beside), (390, is_in_the_middle)):
        studio.page.set_viewport_size({"width": width, "height": 900})
        button.click()
        assert stands(note.bounding_box(), button.bounding_box()), width
        note.get_by_role("button", name="Close").click()


def is_beside(note, button):
    below = note["y"] - (button["y"] + button["height"])
    above = button["y"] - (note["y"] + note["height"])
    return abs(note["x"] - button["x"]) < 1 and (0 <= below < 8 or 0 <= above < 8)


def is_in_the_middle(note, button):
    return abs(note["x"] + note["width"] / 2 - 195) < 2
