"""What is said where the server gives a page instead of an answer."""

import pytest
from playwright.sync_api import expect

WRONG = {
    403: "you signed in again elsewhere. Nothing was sent. Load it again",
    429: "Nothing was started and nothing was charged. Try again in a minute.",
    500: "Something went wrong on our side. Reference: K7Q-2F9.",
    503: "The studio is not available just now.",
}


@pytest.fixture
def studio(sit, member):
    seat = sit(member)
    seat.watch.allow("Failed to load resource")
    return seat.create()


def answers(page, address, status):
    """The server does what it is asked to, and then fails to say so."""

    def fail(route):
        if route.request.method != "POST":
            return route.fallback()
        route.fetch()
        headers = {"X-Reference": "K7Q-2F9"} if status == 500 else {}
        return route.fulfill(status=status, content_type="text/html", body="", headers=headers)

    page.route(address, fail)


@pytest.mark.parametrize("status", WRONG)
def test_generate_says_what_went_wrong_until_it_is_closed(studio, status):
    answers(studio.page, "**/studio/", status)
    studio.prompt.fill("#fast a fox")
    studio.prompt.press("Enter")

    toast = studio.page.get_by_test_id("toast")
    expect(toast).to_contain_text(WRONG[status])
    expect(toast.get_by_role("button", name="Close")).to_be_visible()


def test_what_began_before_the_fault_is_not_paid_twice(studio, stack):
    answers(studio.page, "**/studio/", 500)
    studio.prompt.fill("#fast a fox once")
    studio.prompt.press("Enter")
    toast = studio.page.get_by_test_id("toast")
    expect(toast).to_contain_text("look before you press again")
    studio.page.unroute("**/studio/")
    studio.page.wait_for_timeout(700)
    studio.prompt.press("Enter")

    expect(studio.runs).to_have_count(1)
    studio.page.wait_for_timeout(700)
    expect(studio.runs).to_have_count(1)
    assert len(stack.entries(studio.person, "reserve")) == 1


def test_a_tile_says_it_too(studio, stack):
    stack.hold()
    try:
        tile = studio.tile("#fast a fox")
        answers(studio.page, "**/cancellation/", 500)
        tile.locator("[data-swap]").first.evaluate("(form) => form.requestSubmit()")
        expect(studio.page.get_by_test_id("toast")).to_contain_text(WRONG[500])
    finally:
        stack.release()
