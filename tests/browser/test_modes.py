"""What opens over a page is readable by everybody, and colours are never the only sign."""

import pytest

from tests.browser import axe
from tests.browser.seat import becomes

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# How a part is marked, as far as lines and not colours do it.
LINES = """
(part) => {
  const { outlineStyle, outlineWidth, borderInlineStartWidth } = getComputedStyle(part);
  return [outlineStyle === "none" ? "" : outlineStyle, parseFloat(outlineWidth), parseFloat(borderInlineStartWidth)];
}
"""


class Looking:
    """Opens what can be opened on Create, one after the other, and asks axe about each."""

    def __init__(self, studio, is_phone):
        self.page, self.is_phone, self.faults = studio.page, is_phone, {}

    def look(self, name, close=True):
        if found := axe.in_both_themes(self.page):
            self.faults[name] = found
        if close:
            self.page.keyboard.press("Escape")

    def shell(self):
        page = self.page
        page.keyboard.press("Control+k")
        page.locator("#palette [role=option]").first.wait_for()
        self.look("palette")
        page.get_by_role("button", name="Account of").click()
        page.locator("#account summary").first.click()
        self.look("account", close=False)
        page.get_by_role("link", name="Keyboard shortcuts").click()
        page.locator("#shortcuts kbd").first.wait_for()
        self.look("shortcuts")

    def small_screen(self):
        self.page.get_by_role("button", name="More", exact=True).click()
        self.look("more")
        self.page.locator("[data-open-sheet]").last.click()
        self.look("sheet", close=False)

    def composer(self):
        page = self.page
        page.get_by_test_id("model-card").click()
        self.look("picker")
        page.get_by_test_id("add-reference").locator("visible=true").click()
        page.get_by_test_id("pane").wait_for()
        self.look("shelf")
        page.locator("[data-composer] [data-ask-credits]").click()
        page.locator("[data-ask-dialog][open]").wait_for()
        self.look("ask for credits")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_that_opens_has_a_serious_fault(sit, stack, size):
    poor = sit(stack.people["poor"].pop(), viewport=size, reduced_motion="reduce")
    looking = Looking(poor.create(), size is PHONE)

    looking.shell()
    if looking.is_phone:
        looking.small_screen()
    looking.composer()

    assert looking.faults == {}


def test_who_wants_more_contrast_gets_stronger_lines(studio):
    line = "() => getComputedStyle(document.documentElement).getPropertyValue('--border')"
    usual = studio.page.evaluate(line)
    studio.page.emulate_media(contrast="more")

    assert studio.page.evaluate(line) == studio.page.evaluate(line.replace("border", "control"))
    assert studio.page.evaluate(line) != usual


def test_what_is_chosen_focused_or_failed_shows_without_colours(sit, member):
    studio = sit(member, forced_colors="active").create()
    becomes(studio.tile("#policy a fox"), "failed")
    page = studio.page

    def lines(selector):
        return page.locator(selector).first.evaluate(LINES)

    chosen = lines("[aria-pressed=true]")
    page.locator("[aria-pressed=false]").first.focus()
    page.keyboard.press("Tab")
    focused = lines(":focus-visible")
    plain = lines(".seg [aria-pressed=false]")

    assert plain[0] == ""
    assert chosen[:2] == ["solid", 3]
    assert focused[0] and focused != chosen
    assert lines("[data-state=failed]")[2] >= 6
