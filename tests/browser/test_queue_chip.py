"""The chip of the top bar and what it opens: a list that goes on while one looks at it."""

from playwright.sync_api import expect

from tests.browser.seat import SLOW


def test_the_list_goes_on_while_it_is_open_and_keeps_the_focus(studio, stack):
    stack.hold()
    try:
        studio.make("#slow a fox that takes long")
        studio.make("#policy a fox that is refused first")
        studio.page.get_by_test_id("queue-chip").click()
        row = studio.page.locator("#queue-popover li a").filter(has_text="refused first")
        row.focus()
    finally:
        stack.release()

    expect(row).to_contain_text("Vendor declined the prompt", timeout=SLOW)
    expect(row).to_be_focused()


def test_a_second_press_closes_the_list_and_the_chip_says_which(studio):
    studio.make("#slow a fox")
    chip = studio.page.get_by_test_id("queue-chip")
    popover = studio.page.locator("#queue-popover")
    expect(chip).to_have_attribute("aria-haspopup", "dialog")

    for press in (chip.click, lambda: chip.press("Enter")):
        expect(chip).to_have_attribute("aria-expanded", "false")
        press()
        expect(popover).to_be_visible()
        expect(chip).to_have_attribute("aria-expanded", "true")
        press()
        expect(popover).to_be_hidden()

    studio.page.set_viewport_size({"width": 390, "height": 844})
    expect(chip).not_to_have_attribute("aria-haspopup", "dialog")
