"""A person before a browser: opens pages, and knows her way about Create."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

COOKIE = "sessionid"
SLOW = 20_000  # milliseconds that a vendor, a worker and a busy machine may take together


class Seat:
    def __init__(self, context, watch, person=None):
        self.context = context
        self.watch = watch
        self.person = person
        if person:
            home = {"domain": "127.0.0.1", "path": "/"}
            context.add_cookies([{"name": COOKIE, "value": person["session"], **home}])

    def open(self, path):
        page = self.context.new_page()
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
        self.prompt = page.get_by_test_id("prompt")
        self.generate = page.get_by_test_id("generate")
        self.tiles = page.get_by_test_id("tile")
        self.runs = page.get_by_test_id("run")
        self.banner = page.locator("[data-testid=banner]:visible")
        expect(self.generate).to_be_visible()

    def count(self, number):
        self.page.locator(f"label:has(input[name=count][value='{number}'])").click()

    def make(self, text, count=1):
        """Type it and press Enter; the tiles of the new run."""
        if not self.page.locator(f"input[name=count][value='{count}']").is_checked():
            self.count(count)
        self.prompt.fill(text)
        before = self.runs.count()
        self.prompt.press("Enter")
        expect(self.runs).to_have_count(before + 1)
        return self.runs.first.get_by_test_id("tile")

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
