"""What a tile says while one waits: of now, by the studio's clock, and what is wrong."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import database
from tests.browser.device import MINUTES, wrong_clock
from tests.browser.seat import becomes

LOOK = "(tile) => { tile.querySelector('.body').dataset.look = '2020-01-01T00:00:00Z'; }"
AGAIN = (
    "UPDATE studio_task SET attempts_made = 1, vendor_state = ?, next_action_at = ?"
    " WHERE finished_at IS NULL AND status = 'queued'"
)
AGED = "UPDATE studio_task SET accepted_at = ? WHERE status = 'running'"


def moment(seconds):
    return f"{datetime.now(UTC) + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S.%f}"


def test_each_wait_says_its_own_time_and_reason(studio, stack):
    stack.hold()
    try:
        tile = studio.tile("#fast a fox")
        for word, wait, reason, minute in (
            ("busy", 119, "Vendor is busy", "in 1:"),
            ("model_offline", 179, "Vendor is not answering", "in 2:"),
        ):
            database.change(stack.database, AGAIN, word, moment(wait))
            tile.evaluate(LOOK)
            expect(tile).to_contain_text(reason)
            studio.page.wait_for_timeout(1100)  # the clock has ticked
            expect(tile.locator(".value")).to_contain_text(minute)
    finally:
        stack.release()
    tile.get_by_role("button", name="Retry now").click()
    becomes(tile, "done")


@pytest.mark.parametrize("wrong", [10 * MINUTES, -10 * MINUTES], ids=["ahead", "behind"])
def test_a_devices_wrong_clock_makes_no_time_wrong(sit, member, wrong):
    seat = sit(member, own=True)
    seat.context.add_init_script(wrong_clock(wrong))
    seat.watch.listen()
    studio = seat.create()
    tile = studio.tile("#stuck a fox")
    becomes(tile, "running")
    studio.page.wait_for_timeout(3000)

    assert 2 <= elapsed(tile) <= 20
    assert len([path for _, path in seat.watch.requests if path == "/tasks/tiles"]) <= 12
    studio.page.goto("/studio/")
    studio.page.goto("/settings/")
    studio.page.wait_for_timeout(3000)
    studio.page.go_back()  # out of the browser's cache
    assert elapsed(studio.tiles.first) >= 5


def elapsed(tile):
    minutes, _, seconds = tile.locator("[data-since]").text_content().rpartition(":")
    return int(minutes) * 60 + int(seconds)


def test_a_silent_vendor_is_told_of_once_and_explained(studio, stack):
    tile = studio.tile("#slow a fox")
    becomes(tile, "running")
    database.change(stack.database, AGED, moment(-3600))
    tile.evaluate(LOOK)
    becomes(tile, "stalled")

    announcer = studio.page.locator("[data-announcer]")
    expect(announcer).to_have_text("A task is taking much longer than usual")
    tile.get_by_role("button", name="What's going on?").click()
    note = studio.page.get_by_role("dialog", name=re.compile("^Still waiting for"))
    expect(note).to_contain_text(re.compile("Sent.*We wait until.*reserved", re.DOTALL))
    note.get_by_role("button", name="Close").click()
    becomes(tile, "done")
