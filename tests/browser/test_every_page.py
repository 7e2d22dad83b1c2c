"""What holds of every page: readable by everybody, at every width, in both themes.

One walk along the links asks each page everything; the tests read the answers.
"""

from dataclasses import dataclass, field

import pytest

from tests.browser import atlas, axe, questions
from tests.browser.atlas import DESK, PHONE, resize

SIZES = ((320, 800), PHONE, (768, 800), (1024, 800), DESK, (1920, 800))
HEADINGS = "() => document.querySelectorAll('h1').length"

pytestmark = pytest.mark.timeout(300)  # the walk is a part of the first test


@dataclass
class Answers:
    """By path, and by the size where it matters: only what is wrong, and what each page says."""

    paths: dict = field(default_factory=dict)
    html: dict = field(default_factory=dict)
    titles: dict = field(default_factory=dict)
    languages: dict = field(default_factory=dict)
    headings: dict = field(default_factory=dict)
    attributes: dict = field(default_factory=dict)
    wide: dict = field(default_factory=dict)
    small: dict = field(default_factory=dict)
    cut: dict = field(default_factory=dict)
    faults: dict = field(default_factory=dict)

    def ask(self, page, path):
        self.titles[path] = page.title()
        self.languages[path] = page.locator("html").get_attribute("lang")
        self.headings[path] = page.evaluate(HEADINGS)
        keep(self.attributes, path, page.evaluate(questions.ATTRIBUTES))
        for size in SIZES:
            resize(page, size)
            keep(self.wide, (path, size), page.evaluate(questions.SIDEWAYS))
            if size in (PHONE, DESK):
                keep(self.small, (path, size), page.evaluate(questions.SMALL, size == PHONE))
                keep(self.faults, (path, size), axe.in_both_themes(page))
        self.cut |= cut(page, path, "with wider spaces", questions.SPACED)
        self.cut |= cut(page, path, "with longer words", questions.LONGER)


def keep(found, where, answer):
    if answer:
        found[where] = answer


def cut(page, path, how, change):
    """Labels without room after a change, by path and width; and what then sticks out."""
    found = {}
    page.evaluate(change)
    for size in (PHONE, DESK):
        resize(page, size)
        wrong = page.evaluate(questions.CUT) + page.evaluate(questions.SIDEWAYS)
        keep(found, (path, size, how), wrong)
    return found


@pytest.fixture(scope="module")
def seat(sit_long, stack):
    seat = atlas.furnished(sit_long, stack)
    seat.watch.listen()
    return seat


@pytest.fixture(scope="module")
def every_page(seat, sit_long):
    found = Answers()
    page = seat.open("/studio/")
    for name, path, html in atlas.walk(page, "/studio/"):
        found.paths[name] = path
        found.html[path] = html
        found.ask(page, path)
    for path in atlas.UNLINKED:
        page.goto(path)
        found.ask(page, path)
    page.close()
    found.ask(sit_long(reduced_motion="reduce").open("/login/"), "/login/")
    return found


def test_links_lead_to_the_pages_there_are(every_page):
    assert {"studio", "run", "history", "asset", "usage"} <= set(every_page.paths)


def test_no_page_scrolls_sideways_at_any_width(every_page):
    assert every_page.wide == {}


def test_everything_that_is_pressed_is_large_enough_to_be_hit(every_page):
    """24 px, or far from its neighbours; on a phone 44 px for what a page is there for."""
    assert every_page.small == {}


def test_labels_may_grow_by_two_fifths_and_have_wider_spaces(every_page):
    assert every_page.cut == {}


def test_no_page_has_a_style_or_a_script_of_its_own_in_its_markup(every_page):
    """A policy's violations fail every test, and so do calls elsewhere here: see watch.py."""
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


def test_no_page_has_a_serious_fault_in_either_theme(every_page):
    assert "/login/" in every_page.titles
    assert every_page.faults == {}
