"""What holds of every page: readable by everybody, at every width, in both themes.

One walk along the links asks each page everything; the tests read the answers.
"""

from dataclasses import dataclass, field

import pytest

from tests.browser import atlas, axe, questions
from tests.browser.seat import becomes

WIDTHS = (320, 390, 768, 1024, 1440, 1920)
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
HEADINGS = "() => document.querySelectorAll('h1').length"
LONG = "pl"  # longer than English; Chinese is shorter


@dataclass
class Answers:
    """By path, and by the width where it matters: only what is wrong, and what each page says."""

    paths: dict = field(default_factory=dict)
    html: dict = field(default_factory=dict)
    titles: dict = field(default_factory=dict)
    languages: dict = field(default_factory=dict)
    headings: dict = field(default_factory=dict)
    attributes: dict = field(default_factory=dict)
    wide: dict = field(default_factory=dict)
    small: dict = field(default_factory=dict)
    cut: dict = field(default_factory=dict)

    def ask(self, page, path):
        self.titles[path] = page.title()
        self.languages[path] = page.locator("html").get_attribute("lang")
        self.headings[path] = page.evaluate(HEADINGS)
        keep(self.attributes, path, page.evaluate(questions.ATTRIBUTES))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            keep(self.wide, (path, width), page.evaluate(questions.SIDEWAYS))
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            keep(self.small, (path, size["width"]), page.evaluate(questions.SMALL, size is PHONE))
        page.evaluate(questions.LONGER)
        self.cut |= cut(page, path)


def keep(found, where, answer):
    if answer:
        found[where] = answer


def cut(page, path):
    """Labels without room, by path and width. Leaves the page as a desk has it."""
    found = {}
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        keep(found, (path, size["width"]), page.evaluate(questions.CUT))
    return found


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
def every_page(seat):
    found = Answers()
    page = seat.open("/studio/")
    for name, path, html in atlas.walk(page, "/studio/"):
        found.paths[name] = path
        found.html[path] = html
        found.ask(page, path)
    page.close()
    return found


def test_links_lead_to_the_pages_there_are(every_page):
    assert {"studio", "run", "history", "asset", "usage"} <= set(every_page.paths)


def test_no_page_scrolls_sideways_at_any_width(every_page):
    assert every_page.wide == {}


def test_everything_that_is_pressed_is_large_enough_to_be_hit(every_page):
    """24 px, or far from its neighbours; on a phone 44 px for what a page is there for."""
    assert every_page.small == {}


def test_labels_may_grow_by_two_fifths(every_page):
    assert every_page.cut == {}


def test_no_page_has_a_style_or_a_script_of_its_own_in_its_markup(every_page):
    """A policy's violations and calls elsewhere fail every test: see watch.py."""
    own = [path for path, html in every_page.html.items() if "<style" in html or ' style="' in html]
    assert own == []
    assert every_page.attributes == {}


def test_every_page_has_its_title_its_language_and_one_heading(every_page):
    titles = every_page.titles
    assert all(title.endswith("· Atelier") for title in titles.values()), titles
    assert every_page.languages == dict.fromkeys(titles, "en")
    assert every_page.headings == dict.fromkeys(titles, 1)


def test_the_first_key_leads_past_the_menu(seat):
    page = seat.open("/history/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"


def test_no_label_is_cut_in_the_longest_language(sit, stack, every_page):
    page = sit(stack.spare(), locale=LONG).open("/studio/")
    assert page.locator("html").get_attribute("lang") == LONG
    wrong = {}
    for path in every_page.paths.values():
        if page.goto(path).ok:
            wrong |= cut(page, path)
    assert wrong == {}


def test_no_page_has_a_serious_fault_in_either_theme(sit, stack, every_page):
    """Past the policy: axe sets styles of its own while it looks."""
    page = sit(stack.people["admin"], bypass_csp=True).open("/studio/")
    faults = []
    for path in [*every_page.paths.values(), "/history/?q=nothing+like+it"]:
        page.goto(path)
        for size, theme in ((DESK, "light"), (PHONE, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            faults += [(path, size["width"], theme, item) for item in axe.serious(page)]
    assert faults == []
