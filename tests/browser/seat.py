"""A person before a browser: opens pages, and knows her way about Create."""

import re
import time
from urllib.parse import urlsplit

from playwright.sync_api import expect

COOKIE = "sessionid"
FIELDS = """
() => {
  const found = {};
  for (const [name, value] of new FormData(document.querySelector("[data-testid=composer]"))) {
    if (typeof value === "string") (found[name] ??= []).push(value);
  }
  return found;
}
"""
FLEETING = {"csrfmiddlewaretoken", "idempotency_key", "confirmed", "quoted", "drawn"}
SLOW = 20_000  # milliseconds that a vendor, a worker and a busy machine may take together


class Seat:
    def __init__(self, context, watch, person=None, page=None):
        self.context = context
        self.watch = watch
        self.is_shared = page is not None
        self._unused = page
        self.person = person
        if person:
            home = {"domain": "127.0.0.1", "path": "/"}
            context.add_cookies([{"name": COOKIE, "value": person["session"], **home}])

    def open(self, path):
        page, self._unused = self._unused or self.context.new_page(), None
        page.goto(path)
        return page

    def create(self, query=""):
        return Create(self, self.open(f"/studio/{query}"))


class Create:
    """The Create page of a seat."""

    def __init__(self, seat, page):
        self.seat = seat
        self.page = page
        self.watch = seat.watch
        self.person = seat.person
        self.pressed = 0
        self.composer = page.get_by_test_id("composer")
        self.prompt = page.get_by_test_id("prompt")
        self.generate = page.get_by_test_id("generate")
        self.tiles = page.get_by_test_id("tile")
        self.runs = page.get_by_test_id("run")
        self.banner = page.locator("[data-testid=banner]:visible")
        expect(self.generate).to_be_visible()

    def count(self, number):
        """How many of each. On a phone the settings are in a sheet."""
        label = self.page.locator(f"label:has(input[name=count][value='{number}'])")
        if label.is_visible():
            label.click()
            return
        self.page.locator(".dock-settings").click()
        label.click()
        self.page.locator("[data-close-sheet]").first.click()

    def kind(self, name):
        button = self.page.get_by_role("button", name=name, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    def choose(self, model):
        """Another model, by its name, from the picker."""
        self.page.get_by_test_id("model-card").click()
        self.page.locator("#model-list [data-section=all]").get_by_role(
            "button", name=re.compile(f"^{re.escape(model)}")
        ).first.click()
        expect(self.composer).not_to_have_attribute("aria-busy", "true")
        expect(self.page.get_by_test_id("model-card")).to_contain_text(model)

    def price(self):
        """Credits on the button, once the server has confirmed them."""
        expect(self.composer).not_to_have_attribute("data-unconfirmed", "")
        expect(self.generate).not_to_contain_text("…")
        return int(re.search(r"([\d,]+) credit", self.generate.text_content())[1].replace(",", ""))

    def form(self):
        """What the form would send, without what is new each time."""
        found = self.page.evaluate(FIELDS)
        return {name: value for name, value in found.items() if name not in FLEETING}

    def make(self, text, count=1):
        """Type it and press Enter; the tiles of the new run."""
        if not self.page.locator(f"input[name=count][value='{count}']").is_checked():
            self.count(count)
        self.prompt.fill(text)
        before = self.runs.count()
        self._wait_for_another_press()
        self.prompt.press("Enter")
        self.pressed = time.monotonic() * 1000  # after the page's own clock began, never before
        expect(self.runs).to_have_count(before + 1)
        return self.runs.first.get_by_test_id("tile")

    def _wait_for_another_press(self):
        """Two presses within 600 ms are one."""
        self.page.wait_for_timeout(max(0, self.pressed + 650 - time.monotonic() * 1000))

    def tile(self, text):
        """Make it, for the one tile of it."""
        return self.make(text).first

    @property
    def run_id(self):
        return self.runs.first.get_attribute("data-run")

    def path(self):
        return urlsplit(self.page.url).path


def becomes(tile, *states, timeout=SLOW):
    """Wait for a tile's state."""
    expect(tile).to_have_attribute("data-state", _one_of(states), timeout=timeout)


def _one_of(states):
    return re.compile("^(" + "|".join(states) + ")$")
