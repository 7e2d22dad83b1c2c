"""Progress is told as it is: a percentage only where the vendor gives one."""

from itertools import pairwise

from tests.browser.seat import becomes

# Everything that a tile's bar, its clock and the announcer have said.
RECORD = """
() => {
  const tile = document.querySelector("[data-testid=tile]");
  const seen = window.seen = { values: [], states: [], elapsed: [], said: [], bare: 0 };
  const last = (list, value) => { if (list.at(-1) !== value) list.push(value); };
  const look = () => {
    const bar = tile.querySelector("progress");
    const clock = tile.querySelector("[data-since]");
    last(seen.states, tile.dataset.state);
    if (bar?.hasAttribute("value") && tile.dataset.state === "running") last(seen.values, bar.value);
    if (bar && !bar.hasAttribute("value")) seen.bare += 1;
    if (clock) last(seen.elapsed, clock.textContent.trim());
    last(seen.said, document.querySelector("[data-announcer]")?.textContent ?? "");
  };
  setInterval(look, 50);
}
"""


def recorded(studio, text, *states):
    tile = studio.make(text).first
    studio.page.evaluate(RECORD)
    becomes(tile, *states)
    studio.page.wait_for_timeout(3200)  # announcements are merged for so long
    return studio.page.evaluate("window.seen")


def test_a_percentage_never_falls(studio):
    seen = recorded(studio, "#pct a fox", "done")

    assert seen["values"] == sorted(seen["values"])
    assert len(seen["values"]) >= 2


def test_a_silent_vendor_has_no_percentage_and_the_clock_ticks(studio):
    seen = recorded(studio, "#slow a fox", "done")

    assert seen["values"] == []
    assert seen["bare"] > 0
    seconds = [int(text.rpartition(":")[2]) for text in seen["elapsed"]]
    assert len(set(seconds)) >= 6
    assert max(second - first for first, second in pairwise(seconds)) <= 2


def test_a_review_is_said_and_the_outcome_announced_once(studio):
    seen = recorded(studio, "#review a fox", "done")

    assert "review" in seen["states"]
    assert len([text for text in seen["said"] if "ready" in text]) == 1
