"""A table of rows as one batch, and all that waits in line."""

from playwright.sync_api import expect

from tests.browser.seat import SLOW
from tests.browser.test_tasks import credits


def test_rows_are_looked_at_started_and_stopped(sit, member, stack):
    page = sit(member).open("/batches/table/")
    page.get_by_label("Rows", exact=True).fill("prompt,count\n#fast a fox,1\n#fast a hen,2\n")
    page.get_by_role("button", name="Look at the rows").click()
    expect(page.get_by_test_id("preview")).to_contain_text("2 rows")
    stack.hold()
    try:
        page.get_by_test_id("start-batch").click()
        expect(page.get_by_test_id("batch-progress")).to_contain_text("0 of")
        page.get_by_role("button", name="Stop and cancel").click()
        expect(page.get_by_test_id("batch")).to_contain_text("Stopped")
    finally:
        stack.release()
    kinds = {entry["kind"] for entry in stack.entries(member)}
    assert kinds == {"reserve", "release"}


def test_all_that_waits_is_cancelled_and_the_chip_has_the_credits_again(studio, stack):
    page = studio.page
    before = credits(studio)
    stack.hold()
    try:
        for text in ("#fast one", "#fast two"):
            studio.tile(text)
        page.goto("/queue/")
        expect(page.get_by_test_id("queue-row")).to_have_count(2)
        page.get_by_role("button", name="Cancel all waiting").first.click()
        expect(page.locator("#cancel-waiting")).to_contain_text("come back")
        page.locator("#cancel-waiting [type=submit]").click()
        expect(page.get_by_test_id("balance")).to_contain_text(str(before))
        expect(page.get_by_test_id("toast")).to_contain_text("2 tasks cancelled")
    finally:
        stack.release()


def test_the_head_of_a_group_counts_what_is_made(studio):
    studio.count(1)
    studio.prompt.fill("#fast a {red|blue} fox")
    studio.price()
    studio.prompt.press("Enter")
    note = studio.page.get_by_test_id("batch-group").locator("[data-group-note]")

    expect(note).to_contain_text("2 of 2 made", timeout=SLOW)
    expect(note).to_contain_text("just now")
