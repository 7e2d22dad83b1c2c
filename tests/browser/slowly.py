"""A device with a quarter of the speed, over 10 Mbit/s with 40 ms, and how a page does on it.

How long anything takes depends on the machine and on what else it does, so it is compared with a
`beat`: a loop that takes such a device about 100 ms. What moves does not depend on it.
"""

import statistics
from dataclasses import asdict, dataclass

# In beats: seen after 1.2 s, complete after 2 s, 200 ms in all kept busy, 200 ms until a press is answered.
MOST = {"first": 12, "largest": 20, "blocked": 2, "slowest": 2}
SHIFT = 0.02
MBIT_10 = 10_000_000 / 8
WATCH = """
window.seen = { shift: 0, moved: [], tasks: [], largest: 0, presses: [0] };
function note(type, take, more) {
  new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
}
note("layout-shift", ({ hadRecentInput, value, sources }) => {
  if (hadRecentInput) return;
  seen.shift += value;
  for (const { node, previousRect, currentRect } of sources) {
    seen.moved.push([node?.outerHTML?.slice(0, 80), JSON.stringify(previousRect), JSON.stringify(currentRect)]);
  }
});
note("longtask", ({ startTime, duration }) => seen.tasks.push([startTime, duration]));
note("largest-contentful-paint", ({ startTime }) => { seen.largest = startTime; });
note("event", ({ interactionId, duration }) => { if (interactionId) seen.presses.push(duration); }, { durationThreshold: 16 });
"""
FIRST = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
LOOP = """
() => {
  const began = performance.now();
  for (let at = 0, sum = 0; at < 2e7; at += 1) sum = (sum * 31 + at) | 0;
  return performance.now() - began;
}
"""


@dataclass(frozen=True)
class Look:
    """Milliseconds, as the browser says them; `shift` as it scores it, `moved` what did."""

    first: float  # first contentful paint
    largest: float  # largest contentful paint
    blocked: float  # what tasks after the first paint took beyond 50 ms each
    slowest: float  # press, until the page has answered it
    shift: float
    moved: list
    beat: float

    def beats(self):
        """What `MOST` is about, in beats."""
        return {name: value / self.beat for name, value in asdict(self).items() if name in MOST}


def look(seat, path):
    """At a page that the device opens for the first time, and while somebody uses it."""
    page = open_cold(seat, path)
    loaded, first = page.evaluate("seen"), page.evaluate(FIRST)
    PAGES[path](page)
    used = page.evaluate("seen")
    beat = statistics.median(page.evaluate(LOOP) for _ in range(3))
    page.close()
    blocked = sum(took - 50 for start, took in loaded["tasks"] if start >= first)
    slowest = max(used["presses"])
    return Look(first, loaded["largest"], blocked, slowest, used["shift"], used["moved"], beat)


def open_cold(seat, path):
    """A page that a slow device sees for the first time, once it has come to rest."""
    page = seat.context.new_page()
    page.add_init_script(WATCH)
    device = seat.context.new_cdp_session(page)
    device.send("Network.enable")
    device.send("Network.clearBrowserCache")
    speed = {"downloadThroughput": MBIT_10, "uploadThroughput": MBIT_10}
    device.send("Network.emulateNetworkConditions", {"offline": False, "latency": 40, **speed})
    device.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(path, wait_until="load")
    page.wait_for_timeout(1500)
    return page


def write_and_choose(page):
    """What one does on Create: type, open the picker, filter, choose, change a setting."""
    page.get_by_test_id("prompt").press_sequentially("an owl", delay=80)
    page.get_by_test_id("model-card").click()
    page.get_by_label("Find a model").press_sequentially("gpt", delay=80)
    page.keyboard.press("Enter")
    page.locator("label:has(input[name=count][value='2'])").click()
    page.wait_for_timeout(500)


def search(page):
    """What one does in History before another page is there: type, open the palette, choose."""
    page.get_by_label("Search prompts").press_sequentially("fox", delay=80)
    page.keyboard.press("Control+k")
    page.locator("#palette [role=option]").first.wait_for()
    page.keyboard.type("usage", delay=80)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)


PAGES = {"/studio/": write_and_choose, "/history/": search}
