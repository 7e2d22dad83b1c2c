"""Every page in the other languages: nothing is in anybody's way, and no label is cut."""

import pytest

from tests.browser import atlas, axe, questions
from tests.browser.atlas import DESK, PHONE, resize

TAGS = {"pl": "pl", "zh-CN": "zh-Hans"}

pytestmark = pytest.mark.timeout(300)  # the walk is a part of the first test


@pytest.fixture(scope="module", params=TAGS)
def read(request, sit_long, stack):
    """In one language: its tag, and by path and size what is wrong."""
    page = atlas.furnished(sit_long, stack, locale=request.param).open("/studio/")
    found = {"tag": TAGS[request.param], "languages": {}, "faults": {}, "cut": {}}
    for _name, path, _html in atlas.walk(page, "/studio/"):
        look(found, page, path)
    for path in atlas.UNLINKED:
        page.goto(path)
        look(found, page, path)
    stranger = sit_long(locale=request.param, reduced_motion="reduce").open("/login/")
    look(found, stranger, "the sign-in page")
    return found


def look(found, page, path):
    found["languages"][path] = page.locator("html").get_attribute("lang")
    for size in (PHONE, DESK):
        resize(page, size)
        for what, answer in (
            ("faults", axe.in_both_themes(page)),
            ("cut", page.evaluate(questions.CUT)),
        ):
            if answer:
                found[what][path, size] = answer


def test_every_page_is_in_it(read):
    assert len(read["languages"]) > 20
    assert read["languages"] == dict.fromkeys(read["languages"], read["tag"])


def test_no_page_has_a_serious_fault_in_either_theme(read):
    assert read["faults"] == {}


def test_no_label_is_cut(read):
    assert read["cut"] == {}
