"""What stands over a page, or in little room, hides nothing that is needed."""

from playwright.sync_api import expect

from tests.browser import questions
from tests.browser.seat import becomes
from tests.browser.test_shell import TOAST

TOP = """
(part) => {
  const { left, top, width, height } = part.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return part.contains(hit) ? "" : hit?.outerHTML.slice(0, 100);
}
"""


def test_the_title_has_room_beside_the_queue_on_the_smallest_screen(sit, member, stack):
    studio = sit(member, viewport={"width": 320, "height": 700}, locale="pl").create()
    stack.hold()
    try:
        for text in ("#fast one", "#fast two"):
            studio.prompt.fill(text)
            studio.prompt.press("Enter")
            studio.page.wait_for_timeout(700)
        chip = studio.page.get_by_test_id("queue-chip")
        expect(chip).to_have_attribute("aria-label", "2 w kolejce")
        expect(chip).to_be_visible()
        assert studio.page.evaluate(questions.SIDEWAYS) == []
        assert studio.page.get_by_role("heading", level=1).bounding_box()["width"] > 40
    finally:
        stack.release()


def test_the_tray_and_a_notice_leave_the_prompt_and_generate_free(sit, member):
    studio = sit(member, viewport={"width": 390, "height": 844}).create()
    becomes(studio.tile("#fast a fox"), "done")
    studio.tiles.first.locator("a.open").focus()
    studio.page.keyboard.press("c")
    tray = studio.page.get_by_test_id("tray")
    expect(tray).to_be_visible()
    studio.page.evaluate(TOAST, {"text": "Moved to trash", "undoable": True})

    parts = (studio.prompt, studio.generate, tray.get_by_role("link"))
    toast = studio.page.get_by_test_id("toast").last
    assert [part.evaluate(TOP) for part in (*parts, toast)] == ["", "", "", ""]


def test_letters_have_the_size_that_they_are_said_to_have(studio):
    size = "(part) => getComputedStyle(part).fontSize"

    assert studio.page.locator("body").evaluate(size) == "14px"
    assert studio.page.locator(".rail a").nth(1).evaluate(size) == "12px"
    studio.page.set_viewport_size({"width": 390, "height": 844})
    assert studio.prompt.evaluate(size) == "16px"  # a phone enlarges the page for less
