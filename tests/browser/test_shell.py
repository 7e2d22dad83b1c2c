"""What surrounds every page: notices with Undo, signed out, offline, settings, the menus."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seat import COOKIE

TOAST = """
async (call) => {
  const link = [...document.querySelectorAll("link[rel=modulepreload]")].find((some) => some.href.includes("/toast"));
  const notices = await import(link.href);
  window.undone ??= [];
  if (call.undoable) notices.undoable(call.text, () => window.undone.push(call.text));
  else notices.toast(call.text, { error: call.error });
}
"""


@pytest.fixture
def page(sit, member):
    return sit(member).open("/usage/")


@pytest.fixture
def notice(page):
    return lambda text, **call: page.evaluate(TOAST, {"text": text, **call})


def test_a_key_undoes_the_last_thing_once(page, notice):
    notice("first", undoable=True)
    notice("second", undoable=True)

    page.keyboard.press("u")
    expect(page.get_by_test_id("toast")).to_have_count(1)
    page.keyboard.press("u")
    page.keyboard.press("u")

    expect(page.get_by_test_id("toast")).to_have_count(0)
    assert page.evaluate("window.undone") == ["second", "first"]


def test_the_button_undoes_and_is_no_part_of_what_is_read_out(page, notice):
    notice("Moved to trash", undoable=True)
    button = page.get_by_role("button", name="Undo")

    expect(page.locator("[data-toasts] [role=status]")).to_have_text("Moved to trash")
    button.click()
    assert page.evaluate("window.undone") == ["Moved to trash"]


def test_three_notices_stand_at_once_and_an_error_stays(page, notice):
    notice("broken", error=True)
    for text in ("one", "two", "three"):
        notice(text)

    expect(page.get_by_test_id("toast")).to_have_count(3)
    expect(page.locator("[data-toasts]")).to_contain_text("broken")
    expect(page.get_by_test_id("toast")).to_have_count(1)  # the others leave by themselves
    page.get_by_role("button", name="Close").first.click()
    expect(page.get_by_test_id("toast")).to_have_count(0)


def test_who_was_signed_out_is_told_and_comes_back_to_the_same_page(page):
    page.context.clear_cookies()
    page.keyboard.press("?")

    dialog = page.get_by_role("dialog", name="You were signed out.")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link", name="Sign in")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/?next=%2Fusage%2F")


def test_who_presses_again_while_signed_out_is_told_again(studio):
    dialog = studio.page.get_by_role("dialog", name="You were signed out.")
    studio.page.context.clear_cookies(name=COOKIE)
    studio.prompt.fill("a fox")
    for _press in range(2):
        studio.generate.click()
        dialog.get_by_role("button", name="Not now").click()
        expect(dialog).to_be_hidden()
        studio.page.wait_for_timeout(700)  # a press right after another is the same one

    studio.prompt.fill("a fox that nobody saves")
    studio.page.wait_for_timeout(3000)  # its draft and its price were asked for meanwhile
    expect(dialog).to_be_hidden()
    expect(studio.page.get_by_test_id("toast")).to_have_count(0)


def test_nothing_is_sent_while_there_is_no_network(sit, member):
    seat = sit(member)
    seat.watch.allow("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    studio = seat.create()
    studio.prompt.fill("a fox")

    seat.context.set_offline(True)
    expect(studio.generate).to_have_attribute("aria-disabled", "true")
    studio.prompt.press("Enter")
    expect(studio.page.get_by_test_id("toast")).to_contain_text("can't be reached")
    expect(studio.runs).to_have_count(0)

    seat.context.set_offline(False)
    expect(studio.generate).to_have_attribute("aria-disabled", "false")
    expect(studio.prompt).to_have_value("a fox")


def test_a_setting_is_saved_on_change_and_a_refused_one_is_explained(sit, member):
    page = sit(member).open("/settings/")
    field = page.get_by_label("Ask before spending more than")

    field.fill("120")
    field.press("Tab")
    expect(page.locator("#s-ask_above")).to_have_text("Saved")
    page.reload()
    expect(field).to_have_value("120")


def test_the_theme_changes_at_once_and_stays(page):
    page.get_by_role("button", name=re.compile("^Account of")).click()
    menu = page.get_by_role("dialog", name="Account")
    menu.get_by_text("Theme").click()
    with page.expect_response("**/settings/"):
        menu.get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/history/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_on_a_phone_the_rest_is_behind_more(sit, member):
    page = sit(member, viewport={"width": 390, "height": 844}).open("/history/")

    page.get_by_role("button", name="More").click()
    page.get_by_role("dialog", name="More").get_by_role("link", name="Settings").click()

    page.wait_for_url("**/settings/")
