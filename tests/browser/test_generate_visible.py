"""Generate is in sight without scrolling, however small the window or large the letters."""

import pytest
from playwright.sync_api import expect

from tests.browser import questions

WINDOWS = [
    (1440, 900),
    (1366, 768),
    (1280, 720),
    (1024, 768),
    (390, 844),
    (390, 664),
    (360, 640),
    (720, 450),  # 1440 at 200 %
]
SIDEWAYS = "document.scrollingElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: "x".join(map(str, window)))
def test_generate_is_in_sight(studio, window):
    width, height = window
    studio.page.set_viewport_size({"width": width, "height": height})
    studio.page.reload()

    expect(studio.generate).to_be_in_viewport(ratio=1)
    assert studio.page.evaluate(SIDEWAYS)


def test_wider_spaces_between_letters_and_lines_cut_nothing_off(studio):
    studio.page.evaluate(questions.SPACED)

    expect(studio.generate).to_be_in_viewport(ratio=1)
    assert studio.page.evaluate(SIDEWAYS)
    cut = "(button) => button.scrollWidth <= button.clientWidth + 1"
    assert studio.generate.evaluate(cut)


def test_the_thing_to_press_is_large_enough_for_a_thumb(sit, stack):
    studio = sit(stack.spare(), viewport={"width": 390, "height": 844}, has_touch=True).create()

    box = studio.generate.bounding_box()
    assert box["height"] >= 44
    assert box["width"] >= 44
