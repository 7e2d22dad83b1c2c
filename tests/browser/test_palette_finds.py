"""The palette's choice: the best of what fits, and a sentence where nothing does."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def page(sit, member):
    return sit(member).open("/usage/")


@pytest.fixture
def palette(page):
    page.keyboard.press("Control+k")
    found = page.get_by_role("dialog", name="Search or run a command")
    expect(found.get_by_role("option").first).to_be_visible()
    return found


def test_the_very_name_is_chosen_before_what_only_has_it(studio):
    """A member who made something is offered "Reuse last settings" too."""
    studio.make("#fast a fox to find")
    page = studio.page
    page.goto("/usage/")
    page.keyboard.press("Control+k")
    chosen = page.locator("#palette [aria-selected=true]")
    expect(chosen).to_have_count(1)

    page.keyboard.type("settings", delay=30)
    expect(chosen.locator(".label")).to_have_text("Settings")
    page.wait_for_timeout(400)
    expect(chosen.locator(".label")).to_have_text("Settings")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/")


def test_what_the_arrows_chose_stays_when_more_is_found(page, palette):
    page.keyboard.type("u")
    page.keyboard.press("ArrowDown")
    chosen = palette.get_by_role("option", selected=True)
    second = chosen.get_attribute("id")
    expect(palette.locator("[data-group=people], [data-group=assets]").first).to_be_visible()

    assert second != palette.get_by_role("option").first.get_attribute("id")
    assert chosen.get_attribute("id") == second


@pytest.mark.parametrize("query", ["龘", "@zzz", "xyzzy"])
def test_nothing_found_is_said_however_short_the_question(page, palette, query):
    palette.get_by_role("combobox").fill(query)

    hint = palette.locator("[data-hint]:visible")
    expect(hint).to_have_text(re.compile(f"Nothing found for “{query}”"))


@pytest.mark.parametrize("query", ["@", "/", "#"])
def test_a_sign_alone_explains_itself(page, palette, query):
    palette.get_by_role("combobox").fill(query)
    page.wait_for_timeout(500)

    expect(palette.get_by_role("option")).to_have_count(0)
    expect(palette.locator("[data-hint]")).to_contain_text("Type to search")
    expect(palette.locator("[data-hint]")).to_be_visible()


def test_without_a_network_it_says_that_it_failed_and_asks_again(sit, member):
    seat = sit(member)
    seat.watch.allow("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    page = seat.open("/usage/")
    page.keyboard.press("Control+k")
    hint = page.locator("#palette [data-hint]")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    seat.context.set_offline(True)
    page.keyboard.type("xyzzy")
    expect(hint).to_have_text("That did not work. Try again.")
    expect(hint).to_be_visible()

    seat.context.set_offline(False)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(hint).to_have_text(re.compile("Nothing found"))


def test_it_opens_again_the_moment_it_was_closed(page, palette):
    """Its field has the focus for a frame more."""
    palette.evaluate(
        """(dialog) => {
          dialog.close();
          const [key, ctrlKey, bubbles, cancelable] = ["k", true, true, true];
          const press = new KeyboardEvent("keydown", { key, ctrlKey, bubbles, cancelable });
          dialog.querySelector("input").dispatchEvent(press);
        }"""
    )

    expect(palette.get_by_role("combobox")).to_be_visible()


def test_another_model_is_asked_for_from_any_page(page, palette):
    page.keyboard.type("switch model")
    page.keyboard.press("Enter")

    page.wait_for_url("**/studio/")
    expect(page.locator("#model-list")).to_be_visible()


@pytest.mark.parametrize("size", [(1024, 600), (390, 700)])
def test_the_list_of_keys_begins_at_its_top_every_time(sit, member, size):
    page = sit(member, viewport=dict(zip(("width", "height"), size, strict=True))).open("/usage/")
    shown = page.get_by_role("dialog", name="Keyboard shortcuts")
    for _time in range(2):
        page.keyboard.press("?")
        expect(shown.locator("kbd").first).to_be_visible()
        assert shown.evaluate("(dialog) => dialog.scrollTop") == 0
        page.keyboard.press("Escape")
        expect(shown).to_be_hidden()
