"""Enter makes, Shift+Enter breaks the line, and an input method's Enter is its own."""

import pytest
from playwright.sync_api import expect

COMPOSING = """
(options) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
  { key: "Enter", code: "Enter", bubbles: true, cancelable: true, ...options }))
"""


def test_enter_makes_and_keeps_the_prompt(studio):
    studio.make("#fast an owl")

    expect(studio.prompt).to_have_value("#fast an owl")
    expect(studio.prompt).to_be_focused()


def test_shift_enter_breaks_the_line(studio):
    studio.prompt.fill("an owl")
    studio.prompt.press("Shift+Enter")
    studio.page.keyboard.type("at night")

    expect(studio.prompt).to_have_value("an owl\nat night")
    expect(studio.runs).to_have_count(0)


def test_control_and_enter_make_from_any_field(studio):
    studio.prompt.fill("#fast an owl")
    studio.page.locator("input[name=count]:checked").press("Control+Enter")

    expect(studio.runs).to_have_count(1)


@pytest.mark.parametrize("signs", [{"isComposing": True}, {"keyCode": 229}])
def test_enter_of_an_input_method_makes_nothing(studio, signs):
    studio.watch.listen()
    studio.prompt.fill("一只狐狸")
    studio.prompt.focus()
    studio.page.evaluate(COMPOSING, signs)
    studio.page.wait_for_timeout(300)

    expect(studio.runs).to_have_count(0)
    assert ("POST", "/studio/") not in studio.watch.requests


def test_a_setting_makes_enter_break_the_line(sit, member):
    seat = sit(member)
    settings = seat.open("/settings/")
    settings.locator("[data-preference=enter] label", has_text="New line").click()
    expect(settings.locator("#s-enter")).not_to_be_empty()
    studio = seat.create()
    studio.prompt.fill("#fast an owl")
    studio.prompt.press("Enter")
    studio.page.keyboard.type("at night")

    expect(studio.prompt).to_have_value("#fast an owl\nat night")
    expect(studio.runs).to_have_count(0)
    expect(studio.page.locator("#prompt-hint")).to_contain_text("Enter for a new line")
    studio.prompt.press("Control+Enter")
    expect(studio.runs).to_have_count(1)


def test_enter_in_another_field_makes_nothing_and_keeps_what_was_typed(studio):
    studio.choose("Nano Banana 2")
    studio.prompt.fill("#fast an owl")
    studio.page.locator(".advanced > summary").click()
    seed = studio.page.locator("[data-seed] input[type=text]")
    seed.fill("42")
    seed.press("Enter")
    studio.page.locator("input[name=count]:checked").press("Enter")

    expect(studio.page.locator("[data-summary]")).to_contain_text("42")
    studio.page.wait_for_timeout(500)
    expect(studio.runs).to_have_count(0)
    seed.press("Control+Enter")
    expect(studio.runs).to_have_count(1)
