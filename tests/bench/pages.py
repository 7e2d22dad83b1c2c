"""Create and History on a slow device, and how soon a tile follows the press."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.table import Table, say

LOOKS, PRESSES = 3, 10
TILE = 300  # ms from the press to its tile, on a machine that does nothing else
PRESS = """
(text) => {
  const prompt = document.querySelector("[data-testid=prompt]");
  prompt.value = text;
  prompt.dispatchEvent(new Event("input", { bubbles: true }));
  const began = performance.now();
  prompt.form.requestSubmit();
  return new Promise((resolve) => new MutationObserver(() => requestAnimationFrame(() => {
    resolve(performance.now() - began);
  })).observe(document.querySelector("[data-runs]"), { childList: true }));
}
"""


def run(options: Any) -> bool:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium
    from tests.browser.stack import Stack

    if not chromium.path():
        say("\npages: no Chromium was found; install it, or set CHROMIUM")
        return False
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        stack = Stack(folder, folder / "model")
        try:
            stack.start()
            browser = playwright.chromium.launch(
                executable_path=chromium.path(), args=chromium.flags()
            )
            return all([_slow(browser, stack), _pressed(browser, stack)])
        finally:
            stack.stop()


def _seat(browser: Any, stack: Any) -> Any:
    from tests.browser.seat import Seat
    from tests.browser.watch import Watch
    from tests.browser.window import fresh

    context = fresh(browser, stack)
    return Seat(context, Watch(context, stack.url), stack.people["admin"])


def _slow(browser: Any, stack: Any) -> bool:
    from tests.browser import slowly

    seat = _seat(browser, stack)
    columns = ("ms", *slowly.MOST, "a beat", "shift")
    table = Table("pages: a quarter of the speed, 10 Mbit/s with 40 ms, opened anew", columns)
    for path in slowly.PAGES:
        looks = [slowly.look(seat, path) for _ in range(LOOKS)]
        times = [median(getattr(look, name) for look in looks) for name in (*slowly.MOST, "beat")]
        table.add(path, *times, f"{max(look.shift for look in looks):.3f}")
        for name, most in slowly.MOST.items():
            beats = min(look.beats()[name] for look in looks)
            table.budget(f"{path} {name} {beats:.2f} beats (at most {most})", beats <= most)
    return table.show()


def _pressed(browser: Any, stack: Any) -> bool:
    page = _seat(browser, stack).create().page
    took = []
    for number in range(PRESSES):
        page.wait_for_timeout(700)  # two presses within 600 ms are one
        took.append(page.evaluate(PRESS, f"#fast fox {number}"))
    table = Table("pages: from the press to its tile", ("ms", "p50", "most"))
    table.add("Generate", median(took), max(took))
    table.aim(f"a tile within {TILE} ms: {median(took):.0f}", median(took) <= TILE)
    return table.show()
