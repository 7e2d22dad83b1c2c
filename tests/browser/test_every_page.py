"""What holds of every page: readable by everybody, at every width, in both themes."""

import pytest

from tests.browser import atlas, axe
from tests.browser.seat import becomes

WIDTHS = (320, 390, 768, 1024, 1440, 1920)
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SIDEWAYS = """
() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll("body *")].filter((part) => {
    const box = part.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && getComputedStyle(part).position !== "fixed";
  }).slice(0, 3).map((part) => part.outerHTML.slice(0, 160));
}
"""
ATTRIBUTES = """
() => [...document.querySelectorAll("*")].flatMap((part) => [...part.attributes]
  .filter(({ name }) => name.startsWith("on")).map(({ name }) => `${part.tagName} ${name}`))
"""
# What is too small to be hit: under 24 px and with a neighbour within that; a main button under 44.
SMALL = """
(isTouched) => {
  const LINKS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const MAIN = ".btn.primary, .generate, .tabbar :is(a, button), .search, .account, [data-open-sheet]:not(.chip)";
  const targets = [];
  for (const part of document.querySelectorAll(LINKS)) {
    const label = part.matches("[type=radio], [type=checkbox], [type=file]") && part.closest("label");
    const box = (label || part).getBoundingClientRect();
    const isText = part.matches("a") && getComputedStyle(part).display === "inline";
    if (isText || box.width < 2 || box.height < 2 || part.closest(".sr, .skip")) continue;
    if (part.checkVisibility({ visibilityProperty: true })) targets.push({ part, box });
  }
  const isNear = (one, other) => {
    const [x, y] = [one.box.left + one.box.width / 2, one.box.top + one.box.height / 2];
    const across = Math.max(other.box.left - x, 0, x - other.box.right);
    const down = Math.max(other.box.top - y, 0, y - other.box.bottom);
    return !one.part.contains(other.part) && !other.part.contains(one.part) && Math.hypot(across, down) < 12;
  };
  return targets.filter((one) => {
    const least = Math.min(one.box.width, one.box.height) + 0.5;
    if (isTouched && one.part.matches(MAIN) && least < 44) return true;
    return least < 24 && targets.some((other) => other !== one && isNear(one, other));
  }).map(({ part }) => part.outerHTML.slice(0, 160));
}
"""


@pytest.fixture(scope="module")
def seat(sit_long, stack):
    """An admin, who sees every page, with results of her own."""
    seat = sit_long(stack.people["admin"])
    studio = seat.create()
    becomes(studio.tile("#fast a fox to look at"), "done")
    becomes(studio.tile("#policy a fox that fails"), "failed")
    studio.page.close()
    return seat


@pytest.fixture(scope="module")
def pages(seat):
    page = seat.open("/studio/")
    found = atlas.pages(page, "/studio/")
    page.close()
    return found


@pytest.fixture
def page(seat):
    page = seat.context.new_page()
    yield page
    page.close()


def test_links_lead_to_the_pages_there_are(pages):
    assert {"studio", "run", "history", "asset", "usage"} <= set(pages)


def test_no_page_has_a_serious_fault_in_either_theme(sit, stack, pages):
    """Past the policy: axe sets styles of its own while it looks."""
    page = sit(stack.people["admin"], bypass_csp=True).open("/studio/")
    faults = []
    for path in [*pages.values(), "/history/?q=nothing+like+it"]:
        page.goto(path)
        for size, theme in ((DESK, "light"), (PHONE, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found = axe.serious(page)
            faults += [(path, size["width"], theme, item) for item in found]
    assert faults == []


def test_no_page_scrolls_sideways_at_any_width(page, pages):
    wide = []
    for path in pages.values():
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if found := page.evaluate(SIDEWAYS):
                wide.append((path, width, found))
    assert wide == []


def test_everything_that_is_pressed_is_large_enough_to_be_hit(page, pages):
    small = []
    for path in pages.values():
        page.goto(path)
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            if found := page.evaluate(SMALL, size is PHONE):
                small.append((path, size["width"], found))
    assert small == []


def test_no_page_has_a_style_or_a_script_of_its_own_in_its_markup(page, pages):
    """A policy's violations and calls elsewhere fail every test: see watch.py."""
    for path in pages.values():
        html = page.request.get(path).text()
        assert ' style="' not in html
        assert "<style" not in html
        page.goto(path)
        assert page.evaluate(ATTRIBUTES) == []


def test_every_page_has_its_title_language_and_way_past_the_menu(page, pages):
    titles = {}
    for name, path in pages.items():
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("h1").count() == 1, path
        titles[name] = page.title()
    assert all(title.endswith("· Atelier") for title in titles.values()), titles
    page.goto("/history/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
