"""From signing in to a picture: two presses of keys."""

from playwright.sync_api import expect

from tests.browser.seat import Create, becomes
from tests.browser.seed import PASSWORD

# The time between pressing Enter and the tile, as the page itself has it.
STOPWATCH = """
() => {
  let pressed = 0;
  addEventListener("keydown", (event) => { if (event.key === "Enter") pressed = performance.now(); }, true);
  window.shown = new Promise((resolve) => {
    new MutationObserver(() => {
      if (pressed) requestAnimationFrame(() => resolve(performance.now() - pressed));
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


def test_a_tile_stands_within_300_ms_of_enter(studio):
    """The best of three: what else the machine does is not the studio's."""
    took = []
    for number in range(3):
        studio.page.evaluate(STOPWATCH)
        studio.make(f"#fast fox {number}")
        took.append(studio.page.evaluate("window.shown"))

    assert min(took) <= 300
