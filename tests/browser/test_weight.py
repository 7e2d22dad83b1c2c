"""How much a first visit loads, as it comes over the wire."""

import gzip
from urllib.parse import urlsplit

KB = 1024
LIMITS = {"document": 30 * KB, "stylesheet": 30 * KB, "script": 70 * KB}
FIRST_LOAD = 150 * KB


def test_a_first_visit_stays_within_its_budget(sit, stack):
    seat = sit(stack.spare(), own=True)
    weights = {}
    page = seat.context.new_page()
    page.on("response", lambda response: note(weights, response))
    page.goto("/studio/", wait_until="load")
    page.wait_for_timeout(500)

    total = dict.fromkeys(LIMITS, 0)
    for kind, size in weights.values():
        if kind in total:
            total[kind] += size
    assert {kind: size for kind, size in total.items() if size > LIMITS[kind]} == {}
    assert sum(size for kind, size in weights.values() if kind != "image") <= FIRST_LOAD


def test_static_files_are_sent_compressed_and_kept_for_good(studio):
    script = studio.page.locator("script[type=module]").first.get_attribute("src")
    answer = studio.page.request.get(script, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


def note(weights, response):
    kind = response.request.resource_type
    if kind in ("eventsource", "media") or response.status != 200:
        return
    content = response.body()
    if "content-encoding" not in response.headers or kind == "image":
        weights[urlsplit(response.url).path] = (kind, len(content))
    else:
        weights[urlsplit(response.url).path] = (kind, len(gzip.compress(content, 6)))
