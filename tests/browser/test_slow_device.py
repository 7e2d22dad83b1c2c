"""Create on a device with a quarter of the speed, over 10 Mbit/s with 40 ms.

How long anything takes depends on what else the machine does, so tasks are measured in units of
a loop that ran beside them. What moves and what is loaded does not depend on it.
"""

import statistics

MBIT_10 = 10_000_000 / 8
SHIFT = 0.02
LONGEST = 4  # loops; an idle machine needs about one
WATCH = """
window.seen = { shift: 0, moved: [], tasks: [0] };
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value, sources } of list.getEntries()) {
    if (hadRecentInput) continue;
    seen.shift += value;
    for (const { node, previousRect, currentRect } of sources) {
      seen.moved.push([node?.outerHTML?.slice(0, 80), JSON.stringify(previousRect), JSON.stringify(currentRect)]);
    }
  }
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.tasks.push(entry.duration);
}).observe({ type: "longtask", buffered: true });
"""
LOOP = """
() => {
  const began = performance.now();
  for (let at = 0, sum = 0; at < 2e7; at += 1) sum = (sum * 31 + at) | 0;
  return performance.now() - began;
}
"""


def test_a_slow_device_sees_nothing_jump_and_is_never_kept_busy(sit, stack):
    seat = sit(stack.spare())
    page = seat.context.new_page()
    page.add_init_script(WATCH)
    slow_down(seat.context.new_cdp_session(page))
    page.goto("/studio/")
    page.get_by_test_id("prompt").fill("#fast an owl")
    page.get_by_test_id("model-card").click()
    page.get_by_label("Find a model").fill("nano")
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)

    seen = page.evaluate("seen")
    assert seen["shift"] <= SHIFT, seen["moved"]
    loops = [page.evaluate(LOOP) for _ in range(3)]
    assert max(seen["tasks"]) <= LONGEST * statistics.median(loops)


def slow_down(device):
    device.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    device.send("Network.enable")
    speed = {"downloadThroughput": MBIT_10, "uploadThroughput": MBIT_10}
    device.send("Network.emulateNetworkConditions", {"offline": False, "latency": 40, **speed})
