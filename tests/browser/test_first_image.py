"""From signing in to a picture: two presses of keys."""

import re

from playwright.sync_api import expect

from tests.browser.seat import Create, becomes
from tests.browser.seed import PASSWORD

# What the page adds to the answer: from Enter to the tile, by the time from Enter to the answer.
STOPWATCH = """
() => {
  let pressed = 0;
  addEventListener("keydown", (event) => { if (event.key === "Enter") pressed = performance.now(); }, true);
  const answered = () => performance.getEntriesByType("resource")
    .findLast(({ initiatorType, startTime }) => initiatorType === "fetch" && startTime >= pressed).responseEnd;
  window.shown = new Promise((resolve) => {
    new MutationObserver(() => {
      if (pressed) requestAnimationFrame(() => {
        resolve((performance.now() - pressed) / (answered() - pressed));
      });
    }).observe(document.querySelector("[data-runs]"), { childList: true });
  });
}
"""


def test_two_presses_after_signing_in_make_a_picture(sit, stack, member):
    seat = sit()
    page = seat.open("/")
    page.get_by_label("E-mail or username").fill(member["name"])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    studio = Create(seat, page)
    expect(studio.prompt).to_be_focused()

    page.keyboard.type("#fast fox")
    page.keyboard.press("Enter")

    becomes(studio.tiles.first, "done")
    expect(studio.tiles.first.locator("img")).to_be_visible()
    expect(studio.prompt).to_be_focused()
    expect(studio.prompt).to_have_value("#fast fox")


def test_a_tile_stands_as_soon_as_the_press_is_answered(sit, member):
    """Without the stream, and within one answer's time; `make bench` says how many milliseconds."""
    seat = sit(member)
    seat.watch.allow("Failed to load resource", "ERR_FAILED")
    seat.context.route(re.compile("/events/([?]|$)"), lambda route: route.abort())
    studio = seat.create()
    took = []
    for number in range(3):
        studio.page.evaluate(STOPWATCH)
        studio.make(f"#fast fox {number}")
        took.append(studio.page.evaluate("window.shown"))

    assert min(took) <= 2
