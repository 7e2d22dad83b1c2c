"""Generate waits for what is on its way, and spends nothing without it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import pictures
from tests.browser.test_references import FREE

FAILED = "“red.png” did not upload."


class Uploading:
    """A picture on its way that arrives, or does not, when the test says so."""

    def __init__(self, studio):
        self.page, self.held = studio.page, []
        self.page.route("**/studio/references/", lambda route: self.held.append(route))
        studio.prompt.fill("#fast a fox like this")
        pictures.carry(self.page, "drop", "red", selector=FREE)
        expect(self.page.locator(".slot.waiting")).to_have_count(1)

    def fail(self):
        self.held.pop().abort()
        expect(self.page.locator(".slot.failed")).to_contain_text(FAILED)

    def arrive(self):
        self.held.pop().continue_()
        expect(self.page.locator(".slot[data-slot]")).to_have_count(1)


@pytest.fixture
def uploading(studio):
    studio.watch.allow("ERR_FAILED")
    return Uploading(studio)


def settled(studio):
    studio.page.wait_for_timeout(700)
    return studio.runs


def test_what_arrives_is_waited_for(studio, uploading, stack):
    studio.prompt.press("Enter")
    expect(studio.page.get_by_test_id("note")).to_have_text("Waiting for 1 upload…")
    studio.count(1)  # and its new price, a moment later
    studio.page.wait_for_timeout(700)
    expect(studio.page.get_by_test_id("note")).to_have_text("Waiting for 1 upload…")
    uploading.arrive()

    expect(studio.runs).to_have_count(1)
    assert len(stack.rows("SELECT id FROM studio_taskreference")) >= 1


def test_nothing_is_made_without_what_did_not_arrive(studio, uploading):
    studio.prompt.press("Enter")
    uploading.fail()

    expect(settled(studio)).to_have_count(0)
    expect(studio.page.get_by_test_id("toast")).to_contain_text(FAILED)
    expect(studio.page.get_by_test_id("note")).to_contain_text("left after this")


def test_what_did_not_arrive_is_tried_again_or_removed_first(studio, uploading):
    uploading.fail()
    studio.prompt.press("Enter")

    expect(studio.page.get_by_role("button", name="Try again")).to_be_focused()
    expect(settled(studio)).to_have_count(0)
    studio.page.locator(".slot.failed").get_by_role("button", name="Remove").click()
    studio.prompt.press("Enter")
    expect(studio.runs).to_have_count(1)


def test_a_press_is_forgotten_with_its_form(studio, uploading):
    """It would make a film for twenty credits where a picture was asked for."""
    studio.prompt.press("Enter")
    studio.kind("Video")
    uploading.arrive()

    expect(settled(studio)).to_have_count(0)


def test_another_model_is_chosen_while_a_picture_is_on_its_way(studio, uploading):
    studio.choose("Nano Banana Pro")
    expect(studio.page.locator(".slot.waiting")).to_have_count(1)
    studio.prompt.press("Enter")
    expect(settled(studio)).to_have_count(0)
    uploading.fail()
    uploading.page.unroute("**/studio/references/")
    studio.page.get_by_role("button", name="Try again").click()

    expect(studio.page.locator(".slot[data-slot]")).to_have_count(1)
    expect(studio.runs).to_have_count(0)


def test_who_makes_another_form_presses_again(studio, uploading):
    studio.choose("Nano Banana Pro")
    uploading.arrive()
    studio.prompt.press("Enter")

    expect(studio.runs).to_have_count(1)
    expect(studio.runs).to_have_text(re.compile("Nano Banana Pro"))
