"""A first frame of another shape than the film: said, cropped, and put back."""

from playwright.sync_api import expect

from tests.browser import pictures


def test_a_first_frame_is_cropped_to_the_shape_of_the_film(studio):
    page = studio.page
    studio.kind("Video")
    studio.choose("Veo 3.1")
    pictures.carry(page, "drop", "red", selector="[data-add=first_frame] a")
    line = page.locator("[data-mismatch]")
    expect(line).to_contain_text("This picture is 4:3, the video is 16:9. It will be cropped.")
    whole = page.locator("[data-slot]").get_attribute("data-slot")

    line.get_by_role("link", name="Crop…").click()
    dialog = page.get_by_test_id("pane")
    expect(dialog.get_by_label("Height")).to_have_value("36")
    page.keyboard.press("ArrowUp")
    expect(dialog.get_by_label("Top")).to_have_value("0")
    dialog.get_by_role("button", name="Crop", exact=True).click()
    expect(page.locator("[data-slot]")).not_to_have_attribute("data-slot", whole)
    expect(page.locator("[data-slot]")).to_have_attribute("data-role", "first_frame")
    expect(line).to_be_hidden()

    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator("[data-slot]")).to_have_attribute("data-slot", whole)
    expect(line).to_be_visible()
