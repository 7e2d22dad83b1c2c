"""The keys of a picture work wherever a picture is, not on Create alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seat import becomes

STAR = "form[action$='/favourite/'] button"


@pytest.fixture
def two(studio):
    """A member who has made two pictures, at another page: gives their ids."""
    tiles = studio.make("#fast a fox to press keys on", count=2)
    for at in range(2):
        becomes(tiles.nth(at), "done")
    return [tiles.nth(at).get_attribute("data-asset") for at in range(2)]


@pytest.fixture
def page(studio, two):
    return studio.page


def places(studio, two):
    yield "/history/?by=me", f".tile[data-asset='{two[0]}'] a.open"
    yield f"/runs/{studio.run_id}/", f".tile[data-asset='{two[0]}'] a.open"
    yield f"/compare/?ids={','.join(two)}", f"[data-asset='{two[0]}'] [data-frame]"
    yield f"/a/{two[0]}/", "#main"


def test_a_picture_is_starred_and_used_by_keys_on_every_page(studio, page, two):
    pressed = "false"
    for address, focus in list(places(studio, two)):
        page.goto(address)
        star = page.locator(f"[data-asset='{two[0]}']").locator(STAR)
        expect(star).to_have_attribute("aria-pressed", pressed)
        page.locator(focus).focus()
        page.keyboard.press("f")
        pressed = "true" if pressed == "false" else "false"
        expect(star).to_have_attribute("aria-pressed", pressed)
        page.keyboard.press("r")
        expect(page).to_have_url(re.compile("/studio/"))
        expect(studio.prompt).to_have_value("#fast a fox to press keys on")
        page.goto(address)
        page.locator(focus).focus()
        page.keyboard.press("e")
        expect(page.locator(f"[data-slot='{two[0]}']")).to_be_visible()
        page.locator("[data-slot] [data-remove]").first.click()


def test_what_is_kept_for_compare_comes_from_history_and_a_pictures_page(page, two):
    page.goto("/history/?by=me")
    page.locator(f".tile[data-asset='{two[0]}']").hover()
    page.keyboard.press("c")
    expect(page.get_by_test_id("tray")).to_contain_text("1 of 4")
    page.goto(f"/a/{two[1]}/")
    page.keyboard.press("c")

    expect(page.get_by_test_id("tray")).to_contain_text("2 of 4")


def test_a_picture_is_downloaded_and_filmed_by_keys(page, two):
    page.goto("/history/?by=me")
    page.locator(f".tile[data-asset='{two[0]}'] a.open").focus()
    with page.expect_download():
        page.keyboard.press("d")
    page.keyboard.press("v")

    page.wait_for_url("**/studio/**")
    expect(page.get_by_role("button", name="Video", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator(f"[data-slot='{two[0]}']")).to_be_visible()


def test_a_run_is_made_again_by_its_own_button(studio, page):
    studio.tiles.first.locator("a.open").focus()
    page.keyboard.press("Shift+R")

    expect(studio.runs).to_have_count(2)


def test_a_picture_goes_to_the_trash_from_the_feed_and_comes_back(studio, page, two):
    tile = studio.tiles.first
    tile.locator("a.open").focus()
    page.keyboard.press("Delete")
    expect(tile).to_contain_text("Moved to trash")
    page.keyboard.press("u")

    expect(tile.locator("a.open")).to_be_visible()


def test_in_history_it_stays_in_its_place_pale_until_undo(page, two):
    page.goto("/history/?by=me")
    tile = page.locator(f".tile[data-asset='{two[0]}']")
    tile.locator("a.open").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("toast")).to_contain_text("Moved to trash")
    expect(tile).to_have_js_property("inert", True)
    expect(page.locator(f".tile[data-asset='{two[1]}'] a.open")).to_be_focused()
    page.keyboard.press("u")
    expect(tile).to_have_js_property("inert", False)
    page.reload()

    expect(tile).to_be_visible()


def test_on_its_own_page_undo_is_a_key_too(page, two):
    page.goto(f"/a/{two[0]}/")
    page.keyboard.press("Delete")
    expect(page.get_by_role("status").get_by_text("Moved to trash.")).to_be_visible()
    page.wait_for_load_state()  # with its scripts
    page.keyboard.press("u")

    expect(page.get_by_text("Put back.")).to_be_visible()
    expect(page.get_by_role("button", name="Move to trash")).to_be_visible()
