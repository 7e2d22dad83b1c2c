"""A stream that breaks, and no network at all: the page says so, waits, and catches up."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seat import becomes

NETWORK = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


@pytest.fixture
def breakable(sit, member):
    seat = sit(member)
    seat.watch.allow(*NETWORK)
    return seat


def test_questions_take_over_where_the_stream_is_blocked(breakable):
    breakable.context.route(re.compile("/events/([?]|$)"), lambda route: route.abort())
    studio = breakable.create()
    tile = studio.tile("#fast a fox without a stream")

    becomes(tile, "done", timeout=12_000)


def test_offline_is_said_and_made_good(breakable):
    """Longer than the task takes: its events went by unheard."""
    studio = breakable.create()
    tile = studio.tile("#pct a fox while away")
    studio.prompt.fill("a draft that stays")
    breakable.context.set_offline(True)

    expect(studio.banner).to_contain_text("You are offline")
    expect(studio.generate).to_have_attribute("aria-disabled", "true")
    studio.page.wait_for_timeout(10_000)  # 30 s at the demo's own speed
    breakable.context.set_offline(False)

    becomes(tile, "done", timeout=5000)
    expect(studio.banner).to_be_hidden()
    expect(studio.generate).not_to_have_attribute("aria-disabled", "true")
    expect(studio.prompt).to_have_value("a draft that stays")
