"""Progress is told as it is: a percentage only where the vendor gives one."""

import re
from itertools import pairwise

from tests.browser.seat import becomes

# Everything that a tile's bar, its clock and the announcer have said.
RECORD = """
() => {
  const tile = document.querySelector("[data-testid=tile]");
  const seen = window.seen = { values: [], states: [], elapsed: [], said: [], usual: [], bare: 0 };
  const last = (list, value) => { if (list.at(-1) !== value) list.push(value); };
  const look = () => {
    const bar = tile.querySelector("progress");
    const clock = tile.querySelector("[data-since]");
    last(seen.states, tile.dataset.state);
    if (bar?.hasAttribute("value") && tile.dataset.state === "running") last(seen.values, bar.value);
    if (bar && !bar.hasAttribute("value")) seen.bare += 1;
    if (clock) last(seen.elapsed, clock.textContent.trim());
    last(seen.usual, tile.querySelector("[data-late]")?.textContent ?? "");
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
    assert any(re.fullmatch(r"usually \d+:\d\d", text) for text in seen["usual"])


def test_a_review_is_said_and_the_outcome_announced_once(studio):
    seen = recorded(studio, "#review a fox", "done")

    assert "review" in seen["states"]
    assert len([text for text in seen["said"] if "ready" in text]) == 1


def test_an_unfinished_picture_is_shown_and_only_the_result_announced(studio):
    seen = recorded(studio, "#preview a fox", "done")

    assert "preview" in seen["states"]
    assert [text for text in seen["said"] if text and "started" not in text] == ["1 image ready"]


def test_an_unfinished_picture_that_is_gone_already_changes_nothing(studio):
    studio.watch.allow("404")
    studio.page.route("**/preview/**", lambda route: route.fulfill(status=404))

    seen = recorded(studio, "#preview a fox", "done")

    assert "preview" not in seen["states"]
    assert seen["states"][-1] == "done"
