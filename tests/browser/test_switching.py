"""The form drawn anew while somebody writes in it."""

from playwright.sync_api import expect


def test_what_is_unfolded_stays_so_under_another_model(studio):
    studio.page.locator(".advanced > summary").click()
    studio.page.locator("details.more > summary").click()
    studio.choose("Nano Banana Pro")
    studio.choose("Nano Banana 2")

    expect(studio.page.locator("details.advanced")).to_have_attribute("open", "")
    expect(studio.page.locator("details.more")).to_have_attribute("open", "")


def test_whoever_goes_on_writing_while_the_form_changes_loses_no_letter(studio):
    late = []
    studio.page.route("**/studio/", lambda route: late.append(route), times=1)
    studio.page.get_by_test_id("model-card").click()
    studio.page.locator("#model-list").get_by_role("button", name="GPT Image 2").first.click()
    studio.prompt.click()
    studio.page.keyboard.type("a red fox")
    studio.page.keyboard.press("Control+ArrowLeft")
    late.pop().continue_()
    expect(studio.page.get_by_test_id("model-card")).to_contain_text("GPT Image 2")
    studio.page.keyboard.type("quick ")

    expect(studio.prompt).to_have_value("a red quick fox")
