"""A tile has its final shape from the first frame: nothing moves, whatever becomes of it."""

import pytest

from tests.browser.seat import becomes

MEASURE = """
() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}
"""
ENDINGS = {"#pct": "done", "#review": "done", "#policy": "failed", "#policyout": "failed"}


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_moves_from_the_line_to_the_picture(sit, stack, width):
    studio = sit(stack.spare(), viewport={"width": width, "height": 900}).create()
    tiles = []
    for word, ending in ENDINGS.items():
        many = studio.make(f"{word} a fox")
        tiles.append((many.first.get_attribute("id"), ending))
    studio.page.wait_for_timeout(700)  # a shift soon after a key press is the person's own
    studio.page.evaluate(MEASURE)
    studio.page.evaluate("window.shift = 0")
    before = boxes(studio)
    for name, ending in tiles:
        becomes(studio.page.locator(f"[id='{name}']"), ending)
    studio.page.wait_for_timeout(300)

    assert studio.page.evaluate("window.shift") <= 0.01
    assert boxes(studio) == before


def boxes(studio):
    return studio.page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=tile]")].map((tile) => {
          const box = tile.getBoundingClientRect();
          return [Math.round(2 * box.width), Math.round(2 * box.height)];
        })"""
    )
