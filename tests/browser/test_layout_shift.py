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
# Every frame's state, and whether a loaded picture was in it.
RECORD = """
() => {
  window.seen = {};
  const look = () => {
    for (const tile of document.querySelectorAll("[data-testid=tile]")) {
      const picture = tile.querySelector(".body img");
      const now = [tile.dataset.state, Boolean(picture?.complete && picture.naturalWidth)];
      const before = (window.seen[tile.id] ??= []);
      if (String(before.at(-1)) !== String(now)) before.push(now);
    }
    requestAnimationFrame(look);
  };
  look();
}
"""
# The last ones take the longest, so that what they become is measured.
ENDINGS = {
    "#account": ["failed"],
    "#fast": ["done"],
    "#policy": ["failed"],
    "#policyout": ["failed"],
    "#partial": ["done", "missing"],
    "#review": ["done"],
    "#pct": ["done"],
    "#preview": ["done"],
}


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_moves_from_the_line_to_the_picture(sit, stack, width):
    studio = sit(stack.spare(), viewport={"width": width, "height": 900}).create()
    studio.page.evaluate(RECORD)
    tiles = []
    for word, endings in ENDINGS.items():
        many = studio.make(f"{word} a fox", count=len(endings))
        names = [tile.get_attribute("id") for tile in many.all()]
        tiles += zip(names, endings, strict=True)
    studio.page.wait_for_timeout(700)  # a shift soon after a key press is the person's own
    studio.page.evaluate(MEASURE)
    studio.page.evaluate("window.shift = 0")
    before = boxes(studio)
    for name, ending in tiles:
        becomes(studio.page.locator(f"[id='{name}']"), ending)
    studio.page.wait_for_timeout(300)

    assert studio.page.evaluate("window.shift") <= 0.01
    assert boxes(studio) == before
    assert_a_picture_stayed(studio.page.evaluate("name => window.seen[name]", tiles[-1][0]))


def assert_a_picture_stayed(seen):
    """From the first unfinished one to the result, without a gap."""
    states = [state for state, _is_loaded in seen]
    first = states.index("preview")
    assert first < states.index("done")
    assert all(is_loaded for _state, is_loaded in seen[first:]), seen


def boxes(studio):
    return studio.page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=tile]")].map((tile) => {
          const box = tile.getBoundingClientRect();
          return [Math.round(2 * box.width), Math.round(2 * box.height)];
        })"""
    )
