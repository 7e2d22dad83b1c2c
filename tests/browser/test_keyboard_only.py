"""The whole way through the studio by keys alone: what has the focus is always there to be seen."""

import re

from playwright.sync_api import expect

from tests.browser.seat import Create, becomes
from tests.browser.seed import PASSWORD

MOST = 80  # presses of Tab between two stops
# Why nobody can see what has the focus; empty if one can.
UNSEEN = """
() => {
  const part = document.activeElement;
  if (!part || part === document.body) return "nothing has the focus";
  const shown = part.matches("input[type=radio], input[type=checkbox]") ? part.closest("label") ?? part : part;
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  const name = part.outerHTML.slice(0, 200);
  if (right - left < 2 || bottom - top < 2) return `no size: ${name}`;
  for (const across of [0.1, 0.5, 0.9]) {
    for (const down of [0.1, 0.5, 0.9]) {
      const hit = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
      if (hit && shown.contains(hit)) return "";
    }
  }
  return `covered or out of sight: ${name}`;
}
"""
REFRESH = """
async (task) => {
  const link = [...document.querySelectorAll("link[rel=modulepreload]")].find((some) => some.href.includes("/tiles"));
  (await import(link.href)).refresh(task);
}
"""
HAS_FOCUS = "part => part === document.activeElement"


class Walk:
    """Presses keys, and looks after each whether the focus can be seen."""

    def __init__(self, page):
        self.page = page

    def press(self, keys):
        self.page.keyboard.press(keys)
        self.look()

    def look(self):
        self.page.wait_for_function(f"() => ({UNSEEN})() === ''", timeout=2000)

    def to(self, target, key="Tab"):
        """By Tab, as somebody does who cannot point."""
        for _press in range(MOST):
            if target.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press(key)
            unseen = self.page.evaluate(UNSEEN)
            assert not unseen, unseen
        raise AssertionError(f"{MOST} times {key} do not lead to {target}")


def test_everything_from_signing_in_to_a_download_is_done_by_keys(sit, member):
    seat = sit()
    page = seat.open("/")
    walk = Walk(page)
    page.keyboard.type(member["name"])
    walk.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    studio = Create(seat, page)
    expect(studio.prompt).to_be_focused()
    choose_model(walk, studio)
    add_reference(walk, studio)
    make(walk, studio)
    open_reuse_and_download(walk, studio)


def choose_model(walk, studio):
    card = studio.page.get_by_test_id("model-card")
    before = card.text_content()
    walk.to(card, "Shift+Tab")
    walk.press("Enter")
    walk.press("ArrowDown")
    walk.press("ArrowDown")
    walk.press("Enter")
    expect(card).not_to_have_text(before)
    walk.look()


def add_reference(walk, studio):
    walk.to(studio.page.get_by_test_id("add-reference").locator("visible=true"))
    walk.press("Enter")
    pane = studio.page.get_by_test_id("pane")
    walk.to(pane.get_by_role("link", name="History"))
    walk.press("Enter")
    expect(pane.get_by_role("link", name="History")).to_have_attribute("aria-current", "true")
    walk.to(pane.locator("input[name=ref]").first)
    walk.press("Space")
    walk.to(pane.get_by_role("button", name="Use as references"))
    walk.press("Enter")
    expect(studio.page.locator("[data-slot]")).to_have_count(1)
    walk.look()


def make(walk, studio):
    walk.press("n")
    expect(studio.prompt).to_be_focused()
    studio.page.keyboard.type("#fast a fox by keys")
    walk.press("Control+Enter")
    for at in range(4):
        becomes(studio.tiles.nth(at), "done")
    walk.look()


def open_reuse_and_download(walk, studio):
    page = studio.page
    walk.to(studio.tiles.first.locator("a.open"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/a/"))
    walk.to(page.get_by_role("link", name="Reuse settings"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/studio/"))
    expect(studio.prompt).to_have_value("#fast a fox by keys")
    walk.look()
    download = studio.tiles.first.get_by_role("link", name="Download")
    walk.to(download)
    with page.expect_download():
        page.keyboard.press("Enter")
    walk.look()


def test_what_goes_away_hands_the_focus_on(studio):
    """To what stands in its place, never to nothing."""
    page = studio.page
    alone = studio.tile("#policy a fox by itself")
    becomes(alone, "failed")
    alone.get_by_role("button", name="Dismiss").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    studio.tile("#fast a fox that stays")
    tile = studio.tile("#policy a fox that is dismissed")
    becomes(tile, "failed")
    walk = Walk(page)
    tile.get_by_role("button", name="Dismiss").focus()
    walk.press("Enter")
    expect(page.get_by_role("link", name="#fast a fox that stays").first).to_be_focused()
    video = page.get_by_role("button", name="Video", exact=True)
    video.focus()
    walk.press("Enter")
    expect(video).to_have_attribute("aria-pressed", "true")
    expect(video).to_be_focused()


def test_a_picture_that_is_looked_at_again_keeps_its_place_and_the_focus(studio):
    tile = studio.tile("#fast a fox to keep")
    becomes(tile, "done")
    studio.page.wait_for_timeout(1500)
    download = tile.get_by_role("link", name="Download")
    kept = download.element_handle()
    download.focus()
    with studio.page.expect_response("**/tasks/tiles?**"):
        studio.page.evaluate(REFRESH, tile.get_attribute("data-task"))
    studio.page.wait_for_timeout(300)

    assert kept.evaluate(HAS_FOCUS)
