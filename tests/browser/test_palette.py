"""The palette and the keys: one table, at once, and never while one writes."""

import re

import pytest
from playwright.sync_api import expect

from studio.shortcuts import SHORTCUTS

FIRST_RESULT = """
(word) => {
  const dialog = document.getElementById("palette");
  const began = performance.now();
  const shown = new Promise((resolve) => new MutationObserver(() => {
    if (dialog.querySelector("[role=option]")) resolve(performance.now() - began);
  }).observe(dialog, { childList: true, subtree: true }));
  const input = dialog.querySelector("input");
  input.value = word;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return shown;
}
"""


@pytest.fixture
def page(sit, member):
    return sit(member).open("/history/")


@pytest.fixture
def palette(page):
    return page.get_by_role("dialog", name="Search or run a command")


def test_it_opens_by_key_and_by_button_and_closes(page, palette):
    page.keyboard.press("Control+k")
    expect(palette).to_be_visible()
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    page.get_by_role("button", name="Search or run a command").first.click()
    expect(palette).to_be_visible()


def test_what_it_knows_is_there_at_the_first_letter(page, palette):
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("option").first).to_be_visible()

    assert page.evaluate(FIRST_RESULT, "us") <= 100
    expect(palette.get_by_role("option", selected=True)).to_have_count(1)


def test_arrows_choose_and_enter_goes(page, palette):
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("option").first).to_be_visible()
    page.keyboard.type("usage")
    expect(palette.get_by_role("option").first).to_contain_text(re.compile("usage", re.IGNORECASE))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    page.wait_for_url("**/usage/")


def test_what_is_not_found_is_looked_for_in_history(page, palette):
    page.keyboard.press("Control+k")
    page.keyboard.type("xyzzy")
    expect(palette).to_contain_text("Nothing found for “xyzzy”")
    page.keyboard.press("Enter")

    page.wait_for_url("**/history/?q=xyzzy")


def test_the_list_of_keys_is_the_table(page):
    page.keyboard.press("?")

    shown = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(shown).to_be_visible()
    members = [str(item.words) for item in SHORTCUTS if not item.admins]
    for words in members:
        expect(shown).to_contain_text(words)
    expect(shown.locator("kbd").first).to_be_visible()


def test_letters_are_only_letters_while_one_writes(studio):
    studio.prompt.fill("")
    studio.page.keyboard.type("xgh?nu/")
    studio.page.wait_for_timeout(300)

    expect(studio.prompt).to_have_value("xgh?nu/")
    assert studio.path() == "/studio/"
    expect(studio.page.locator("dialog[open]")).to_have_count(0)


def test_two_keys_go_to_a_page_and_off_means_off(sit, member):
    page = sit(member).open("/usage/")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/history/")

    page.goto("/settings/")
    switch = page.get_by_label("Single-key shortcuts")
    with page.expect_response(re.compile("/preferences/|/settings/")):
        switch.locator("..").click()
    page.goto("/usage/")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.keyboard.press("?")
    page.wait_for_timeout(500)
    assert page.url.endswith("/usage/")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.locator("dialog[open]")).to_have_count(1)
