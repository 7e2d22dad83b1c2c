"""Results become references by dragging and by key; a file of ours comes back with its settings."""

import pytest
from playwright.sync_api import expect

from tests.browser import pictures
from tests.browser.seat import becomes

FREE = "[data-add]:not([hidden]) [data-testid=add-reference]"
DRAG = """
([from, to]) => {
  const data = new DataTransfer();
  const fire = (element, kind) => {
    const box = element.getBoundingClientRect();
    const middle = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
    const options = { bubbles: true, cancelable: true, dataTransfer: data, ...middle };
    element.dispatchEvent(new DragEvent(kind, options));
  };
  const [one, other] = [from, to].map((selector) => document.querySelector(selector));
  fire(one, "dragstart");
  for (const kind of ["dragenter", "dragover", "drop"]) fire(other, kind);
  fire(one, "dragend");
}
"""


@pytest.fixture
def slots(studio):
    return studio.page.locator("[data-slot]")


def test_a_result_replaces_a_reference_and_is_added_by_its_key(studio, slots):
    tile = studio.tile("#fast a fox")
    becomes(tile, "done")
    made = tile.get_attribute("data-asset")
    pictures.carry(studio.page, "drop", "red", selector=FREE)
    expect(slots).to_have_count(1)
    red = slots.get_attribute("data-slot")

    studio.page.evaluate(DRAG, ["[data-testid=tile] a", "[data-slot]"])
    expect(slots).to_have_attribute("data-slot", made)
    studio.page.get_by_role("button", name="Undo").last.click()
    expect(slots).to_have_attribute("data-slot", red)

    tile.get_by_role("link").first.focus()
    studio.page.keyboard.press("e")
    expect(slots).to_have_count(2)
    expect(slots.last).to_have_attribute("data-slot", made)


def test_a_film_is_no_picture_where_it_is_dropped(studio, slots):
    studio.kind("Video")
    becomes(studio.tile("#fast waves"), "done")
    studio.kind("Image")
    pictures.carry(studio.page, "drop", "red", selector=FREE)
    expect(slots).to_have_count(1)
    red = slots.get_attribute("data-slot")

    studio.page.evaluate(DRAG, ["[data-testid=tile] a", "[data-slot]"])
    studio.page.wait_for_timeout(500)
    expect(slots).to_have_attribute("data-slot", red)
    expect(slots).to_have_count(1)


def test_a_way_out_of_the_question_leaves_the_form_as_it_was(studio, slots):
    tile = studio.tile("#fast a fox in the snow")
    becomes(tile, "done")
    address = tile.locator("a[download]").get_attribute("href")
    content = studio.page.request.get(address).body()
    studio.page.locator(FREE).click()
    file = {"name": "x.png", "mimeType": "image/png", "buffer": content}
    studio.page.locator("[data-shelf-files]").set_input_files(file)
    question = studio.page.get_by_test_id("made-here")
    expect(question).to_contain_text("x.png")

    studio.page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(studio.page.locator(".slot.waiting")).to_have_count(0)
    expect(slots).to_have_count(0)


def test_a_downloaded_result_offers_its_settings(studio, slots):
    tile = studio.tile("#fast a fox in the snow")
    becomes(tile, "done")
    address = tile.locator("a[download]").get_attribute("href")
    content = studio.page.request.get(address).body()
    studio.prompt.fill("something else")

    for answer in ("Use as reference", "Reuse its settings"):
        studio.page.locator(FREE).click()
        file = {"name": "fox.png", "mimeType": "image/png", "buffer": content}
        studio.page.locator("[data-shelf-files]").set_input_files(file)
        studio.page.get_by_test_id("made-here").get_by_role("button", name=answer).click()
        expect(slots).to_have_count(1 if answer == "Use as reference" else 0)

    expect(studio.prompt).to_have_value("#fast a fox in the snow")
    studio.page.keyboard.press("Escape")
    studio.page.get_by_role("button", name="Undo").last.click()
    expect(studio.prompt).to_have_value("something else")
    expect(slots).to_have_count(1)
