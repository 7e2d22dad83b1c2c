"""What is wrong is said when a field is left or the form is sent, never while somebody types."""

import pytest
from playwright.sync_api import expect

NEEDS = """
() => {
  const place = document.querySelector("#model-document");
  const model = JSON.parse(place.textContent);
  for (const offer of model.offers) offer.roles[0].min = 1;
  place.textContent = JSON.stringify(model);
}
"""


@pytest.fixture
def summary(studio):
    return studio.page.locator("[data-problems]")


@pytest.fixture
def note(studio):
    return studio.page.get_by_test_id("note")


def test_an_open_brace_is_said_when_the_prompt_is_left(studio, note):
    wrong = studio.page.locator("[data-variations-error]")
    with studio.page.expect_response("**/studio/quote/"):
        studio.prompt.press_sequentially("{red|")
    expect(studio.composer).not_to_have_attribute("data-unconfirmed", "")
    expect(wrong).to_be_hidden()
    expect(note).not_to_contain_text("closed")

    studio.prompt.press("Tab")
    expect(wrong).to_contain_text("is not closed")
    studio.prompt.press_sequentially("green}")
    expect(wrong).to_be_hidden()


def test_a_number_is_judged_when_its_field_is_left(studio, note):
    studio.kind("Video")
    field = studio.page.locator("[name='param-duration']")
    with studio.page.expect_response("**/studio/quote/"):
        field.fill("3")
    expect(studio.composer).not_to_have_attribute("data-unconfirmed", "")
    expect(note).not_to_contain_text("Duration")

    field.press("Tab")
    expect(studio.page.locator("[data-param=duration] .error")).to_be_visible()
    expect(note).to_contain_text("Duration")


def test_what_is_right_again_leaves_the_summary(studio, summary):
    studio.prompt.press("Enter")
    expect(summary).to_contain_text("1 thing to fix")

    studio.prompt.press_sequentially("a fox")
    expect(summary).to_have_count(0)


def test_numbers_in_errors_are_grouped(studio, summary):
    studio.prompt.fill("x" * 5200)
    studio.prompt.press("Enter")

    expect(summary).to_contain_text("5,200 of 5,000 characters")


def test_a_needed_reference_is_asked_for_where_it_is_added(studio, summary):
    studio.page.evaluate(NEEDS)
    studio.prompt.fill("a fox")
    studio.prompt.press("Enter")

    expect(summary).to_contain_text("needs a picture as a reference. Add one or choose another")
    expect(studio.page.get_by_test_id("references")).to_have_attribute("aria-invalid", "true")
    expect(studio.page.get_by_test_id("add-reference").locator("visible=true")).to_be_focused()
    expect(studio.runs).to_have_count(0)
