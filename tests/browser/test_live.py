"""Two people, three tabs: what one makes the others see, through one stream a browser."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.seat import Create, becomes
from tests.browser.test_title import LOOK_AWAY


def test_a_colleague_sees_a_new_run_and_its_picture(sit, stack, studio):
    colleague = sit(stack.spare()).create("?feed=team")
    studio.make("#fast a fox for everybody")

    theirs = colleague.runs.filter(has_text="a fox for everybody")
    expect(theirs).to_have_count(1, timeout=3000)
    becomes(theirs.get_by_test_id("tile").first, "done")


@pytest.mark.parametrize("whose", ["mine", "a colleague's"])
def test_what_happens_before_a_tile_is_here_is_not_missed(sit, stack, studio, whose):
    """The stream may overtake the answer that draws the tile."""
    colleague = sit(stack.spare()).create("?feed=team")
    looked_at = studio if whose == "mine" else colleague
    looked_at.page.route(re.compile("(/studio|/runs/[^/]+)/$"), lambda route: late(route, stack))
    stack.hold()
    try:
        studio.make(f"#policy a fox that fails before it is {whose}")
        run = looked_at.runs.filter(has_text=f"before it is {whose}")
        expect(run).to_have_count(1)
        becomes(run.get_by_test_id("tile").first, "failed", timeout=3000)
    finally:
        stack.release()


def late(route, stack):
    """The answer as it was while the task waited, when it has long ended."""
    answer = route.fetch()
    stack.release()
    end = time.monotonic() + 20
    while stack.rows("SELECT 1 FROM studio_task WHERE finished_at IS NULL"):
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(1)  # its event is here
    route.fulfill(response=answer)


def test_what_ends_is_counted_at_the_account_until_it_is_read(sit, stack):
    create = sit(stack.spare()).create()
    badge = create.page.locator(".account [data-unread]")
    expect(badge).to_be_hidden()
    create.make("#fast a fox that is told of")
    becomes(create.tiles.first, "done")

    expect(badge).to_have_text(re.compile("^1"))
    create.page.goto("/notices/")
    expect(badge).to_be_hidden()


def test_what_is_only_mine_reaches_nobody_else(sit, stack, studio):
    colleague = sit(stack.spare()).create("?feed=team")
    studio.page.locator("[name=visibility]").first.select_option("me")
    tiles = studio.make("#fast a secret fox")
    becomes(tiles.first, "done")
    colleague.page.wait_for_timeout(500)

    expect(colleague.runs.filter(has_text="a secret fox")).to_have_count(0)
    answer = colleague.page.request.get(f"/runs/{studio.run_id}/")
    assert answer.status == 404


def test_three_tabs_share_one_stream(sit, stack):
    seat = sit(stack.spare())
    seat.watch.listen()
    tabs = [seat.create() for _ in range(3)]
    tabs[0].make("#fast a fox in three tabs")
    for tab in tabs[1:]:
        expect(tab.runs).to_have_count(1, timeout=3000)
        becomes(tab.tiles.first, "done")

    assert opened(seat) == 1


def test_another_tab_takes_the_stream_over(sit, stack):
    seat = sit(stack.spare())
    first, second = seat.create(), seat.create()
    first.page.close()
    second.page.wait_for_timeout(300)
    other = sit(seat.person).create()
    other.make("#fast a fox after the first tab")

    expect(second.runs).to_have_count(1, timeout=8000)
    becomes(second.tiles.first, "done")


def test_who_has_scrolled_is_told_and_not_moved(sit, stack):
    person = stack.spare()
    studio = sit(person, viewport={"width": 1440, "height": 500}).create()
    for number in range(3):
        becomes(studio.tile(f"#fast fox {number}"), "done")
    scroll = "() => document.scrollingElement.scrollTop"
    studio.page.mouse.move(1000, 300)
    studio.page.mouse.wheel(0, 500)
    studio.page.wait_for_timeout(300)
    place = studio.page.evaluate(scroll)
    assert place > 200
    Create(sit(person), studio.seat.open("/studio/")).make("#fast a new one")

    pill = studio.page.get_by_role("button", name="1 new")
    expect(pill).to_be_visible(timeout=5000)
    assert abs(studio.page.evaluate(scroll) - place) <= 2
    pill.click()
    expect(studio.runs.first).to_contain_text("a new one")


def test_the_queue_is_that_of_now_when_one_comes_back_to_it(studio):
    queue = studio.seat.open("/queue/")
    queue.evaluate(LOOK_AWAY, True)
    studio.make("#slow a fox that is queued")
    queue.wait_for_timeout(2000)
    row = queue.locator("[data-row]", has_text="a fox that is queued")
    expect(row).to_have_count(0)
    queue.evaluate(LOOK_AWAY, False)

    expect(row).to_have_count(1, timeout=3000)


def opened(seat):
    return len([path for _, path in seat.watch.requests if path == "/events/"])
