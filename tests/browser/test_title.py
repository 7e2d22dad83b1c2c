"""The tab's title counts what is made, and tells who was elsewhere what became of it."""

import pytest
from playwright.sync_api import expect

from tests.browser.seat import SLOW, becomes

# No window of this browser is ever in front of another: a page is told that it is out of sight.
LOOK_AWAY = """
(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}
"""
OVERHEAR = """
window.told = [];
window.Notification = class extends EventTarget {
  static permission = "granted";
  static requestPermission = async () => "granted";
  constructor(title, options) { super(); window.told.push([title, options.body]); }
};
"""
TITLE = "Create · Atelier"


@pytest.fixture
def seat(sit, member):
    seat = sit(member, own=True)
    seat.context.add_init_script(OVERHEAR)
    return seat


def switch_on(seat):
    settings = seat.open("/settings/")
    settings.locator("[data-preference=notify] label").last.click()
    expect(settings.locator("#s-notify")).to_have_text("Saved")


def test_it_counts_and_says_what_is_ready_until_one_looks(seat):
    studio = seat.create()
    tile = studio.tile("#pct a fox")
    expect(studio.page).to_have_title(f"(1) {TITLE}")
    studio.page.evaluate(LOOK_AWAY, True)

    expect(studio.page).to_have_title(f"✓ 1 ready · {TITLE}", timeout=SLOW)
    studio.page.evaluate(LOOK_AWAY, False)
    expect(studio.page).to_have_title(TITLE)
    becomes(tile, "done")
    assert studio.page.evaluate("window.told") == []


def test_the_browser_tells_it_too_where_that_is_switched_on(seat):
    switch_on(seat)
    studio = seat.create()
    studio.page.evaluate(LOOK_AWAY, True)
    studio.make("#policyout a fox")
    studio.make("#fast a fox")

    expect(studio.page).to_have_title(f"✓ 1 ready, 1 failed · {TITLE}", timeout=SLOW)
    assert studio.page.evaluate("window.told") == [[TITLE, "1 ready, 1 failed"]]


def test_nobody_is_told_who_looks(seat):
    switch_on(seat)
    studio = seat.create()
    becomes(studio.tile("#fast a fox"), "done")

    expect(studio.page).to_have_title(TITLE)
    assert studio.page.evaluate("window.told") == []


def test_what_ends_before_it_was_counted_is_told_and_results_are_counted(seat):
    studio = seat.create()
    studio.page.evaluate(LOOK_AWAY, True)
    studio.make("#policy a fox", count=4)
    expect(studio.page).to_have_title(f"✕ 4 failed · {TITLE}", timeout=SLOW)

    studio.page.evaluate(LOOK_AWAY, False)
    studio.page.evaluate(LOOK_AWAY, True)
    studio.make("#partial a fox", count=4)
    expect(studio.page).to_have_title(f"✓ 3 ready, 1 failed · {TITLE}", timeout=SLOW)
