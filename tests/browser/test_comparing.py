"""Several models by one press, each with settings of its own, picked by key; results in step."""

from playwright.sync_api import expect

from tests.browser.seat import SLOW


def test_two_models_by_one_press_are_picked_from_and_compared(studio, stack):
    page, models = studio.page, studio.page.get_by_test_id("compare-models")
    studio.count(1)
    models.locator("summary").click()
    column = models.locator("[data-column=nano-banana-pro]")
    column.locator("[name=column]").check()
    expect(studio.generate).to_contain_text("Generate with 2 models")
    column.locator("[data-adjust] > summary").click()
    column.locator("label", has_text="4K").click()
    studio.prompt.fill("#fast a fox to compare")
    price = studio.price()
    studio.prompt.press("Enter")
    page.get_by_test_id("batch-group").locator("h2 a").click()
    expect(page.locator("#head-1")).to_contain_text("Size 4K")
    assert sum(-entry["d_granted"] for entry in stack.entries(studio.person, "reserve")) == price
    expect(page.get_by_test_id("batch-progress")).to_have_text("2 of 2", timeout=SLOW)

    page.locator("#row-0").focus()
    page.keyboard.press("2")
    expect(page.locator(".pick[data-key='2']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#batch-pick")).to_contain_text("Continue with the pick")

    for tile in page.get_by_test_id("tile").all():
        tile.locator("a.open").focus()
        page.keyboard.press("c")
    expect(page.get_by_test_id("tray")).to_contain_text("2 of 4")
    page.get_by_test_id("tray").get_by_role("link").click()
    page.locator("[data-mode-link=slider]").click()
    page.locator("[data-slide] input").press("Home")
    cut = "(stage) => getComputedStyle(stage).getPropertyValue('--cut')"
    assert page.locator("[data-stage]").evaluate(cut) == "0%"

    page.go_back()
    page.get_by_role("link", name="Continue with the pick").click()
    expect(page.locator("input[name=param-size][value='4K']")).to_be_checked()
