"""What was typed, added and locked survives reload, sending, another model and another device."""

from playwright.sync_api import expect

from tests.browser import pictures
from tests.browser.device import MINUTES, wrong_clock

SLOWLY = """
() => {
  const real = window.fetch;
  window.fetch = async (...asked) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return real(...asked);
  };
}
"""


def fill(studio):
    studio.prompt.fill("#fast a fox with two references")
    pictures.carry(studio.page, "drop", "red", "blue", selector="[data-testid=add-reference]")
    expect(studio.page.locator("[data-slot]")).to_have_count(2)
    studio.page.locator("details.advanced summary").click()
    studio.page.locator("[name=param-seed]").fill("42817")
    studio.page.locator("[name=param-seed]").press("Tab")
    return studio.form()


def test_the_form_is_the_same_after_a_reload(studio):
    form = fill(studio)
    studio.page.wait_for_timeout(600)
    studio.page.reload()

    expect(studio.prompt).to_have_value("#fast a fox with two references")
    expect(studio.page.locator("[data-slot]")).to_have_count(2)
    assert studio.form() == form


def test_the_form_is_the_same_on_another_device(sit, studio):
    form = fill(studio)
    with studio.page.expect_response(lambda answer: "/draft/" in answer.url):
        pass
    elsewhere = sit(studio.person).create()

    expect(elsewhere.page.locator("[data-slot]")).to_have_count(2)
    assert elsewhere.form() == form


def write(studio, text):
    with studio.page.expect_response(lambda answer: "/draft/" in answer.url):
        studio.prompt.fill(text)


def test_a_wrong_clock_makes_no_older_draft_the_newer_one(sit, member):
    here = sit(member, own=True)
    here.context.add_init_script(wrong_clock(10 * MINUTES))
    older = here.create()
    write(older, "an older fox")
    write(sit(member).create(), "a newer fox")
    older.page.goto("/studio/")

    expect(older.prompt).to_have_value("a newer fox")


def test_sending_empties_nothing(studio):
    form = fill(studio)
    studio.prompt.press("Enter")
    expect(studio.runs).to_have_count(1)

    assert studio.form() == form


def test_another_model_keeps_everything_for_the_way_back(studio):
    """The count and the prompt go along; what the video model has no use for is named, and kept."""
    studio.choose("Nano Banana 2")
    fill(studio)
    studio.page.locator("label:has([name=param-size][value='4K'])").click()
    form = studio.form()
    studio.kind("Video")
    studio.kind("Image")
    expect(studio.page.get_by_test_id("model-card")).to_contain_text("Nano Banana 2")
    assert studio.form() == form

    studio.choose("GPT Image 2")
    studio.choose("Nano Banana 2")
    assert studio.form() == form


def test_what_is_typed_while_a_model_is_fetched_is_not_lost(studio):
    studio.prompt.fill("a fox")
    studio.page.evaluate(SLOWLY)
    studio.page.get_by_test_id("model-card").click()
    studio.page.locator(
        "#model-list [data-section=all] [data-model=gpt-image-2] button"
    ).first.click()
    studio.prompt.press_sequentially(" in the snow")

    expect(studio.page.get_by_test_id("model-card")).to_contain_text("GPT Image 2")
    expect(studio.prompt).to_have_value("a fox in the snow")
