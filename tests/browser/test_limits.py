"""What is asked before credits are spent: at a price that rose, above a limit, with none left."""

import re
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.browser.seat import becomes


@contextmanager
def price_in_manage(sit, stack, credits):
    """An admin sets it for GPT Image 2, and puts it back afterwards."""
    page = sit(stack.people["admin"]).open("/admin/studio/offer/?q=gpt-image-2")
    page.locator("#result_list tr", has_text="Demo").locator("th a").click()
    field = page.get_by_label("Price")
    before = field.input_value()
    save(page, field, re.sub(r'"credits": \d+', f'"credits": {credits}', before))
    yield
    page.go_back()
    save(page, field, before)


def save(page, field, text):
    field.fill(text)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_price_that_rose_meanwhile_asks_first(sit, stack, studio):
    studio.choose("GPT Image 2")
    studio.count(1)
    risen = studio.price() + 4
    studio.watch.allow("409")
    with price_in_manage(sit, stack, risen):
        studio.prompt.fill("#fast a fox")
        studio.prompt.press("Enter")
        dialog = studio.page.get_by_role("dialog", name=re.compile("Price changed"))
        expect(dialog).to_contain_text(str(risen))
        assert stack.entries(studio.person) == []
        dialog.get_by_role("button", name=re.compile("Generate for")).click()
        becomes(studio.tiles.first, "done")
        [settled] = stack.entries(studio.person, "settle")
        assert settled["charged"] == risen


def test_a_retry_that_became_dearer_asks_first(sit, stack, studio):
    studio.choose("GPT Image 2")
    tile = studio.tile("#policyout a fox")
    becomes(tile, "failed")
    again = tile.get_by_role("button", name=re.compile(r"^Retry · \d+"))
    shown = int(re.search(r"\d+", again.inner_text())[0])
    risen = shown + 4
    studio.watch.allow("402")
    with price_in_manage(sit, stack, risen):
        again.click()
        dialog = studio.page.get_by_role("dialog", name=f"Price changed from {shown} to {risen}")
        dialog.get_by_role("button", name="Cancel").click()
        assert len(stack.entries(studio.person, "reserve")) == 1
        again.click()
        with studio.page.expect_response(lambda answer: answer.status == 201):
            dialog.get_by_role("button", name=f"Generate for {risen}").click()
    assert -stack.entries(studio.person, "reserve")[-1]["d_granted"] == risen
    becomes(studio.tiles.first, "failed")
    expect(studio.runs.first.locator("[data-run-credits]")).to_have_text("0 credits")


def test_a_dear_run_asks_first(studio, stack):
    studio.kind("Video")
    studio.choose("Veo 3.1")
    while studio.price() <= 50:
        studio.count(studio.page.locator("input[name=count]").count())
        studio.page.wait_for_timeout(500)
    studio.prompt.fill("#policy a fox runs")
    studio.prompt.press("Enter")

    dialog = studio.page.get_by_role("dialog", name=re.compile("Spend"))
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    assert stack.entries(studio.person) == []
    studio.page.wait_for_timeout(600)  # until then a second press is the same press
    studio.prompt.press("Enter")
    dialog.get_by_role("button", name=re.compile("Generate for")).click()
    expect(studio.runs).to_have_count(1)

    studio.watch.allow("402")
    studio.page.get_by_role("button", name=re.compile("Run again")).click()
    expect(dialog).to_contain_text("Vendor")
    dialog.get_by_role("button", name=re.compile("Generate for")).click()
    expect(studio.runs).to_have_count(2)


def test_an_allowance_that_is_used_up_says_when_it_comes_back(sit, stack):
    studio = sit(stack.people["allowed"]).create()
    studio.choose("Nano Banana 2")
    becomes(studio.tile("#fast the last fox of the month"), "done")
    studio.page.reload()

    expect(studio.generate).to_have_attribute("aria-disabled", "true")
    note = re.compile(r"You've used your 2 credits for \w+\. They come back on 1 \w+\.")
    expect(studio.page.locator("[data-note]")).to_have_text(note)
    studio.prompt.press("Enter")
    studio.page.wait_for_timeout(400)
    assert len(stack.entries(studio.person, "reserve")) == 1
    expect(studio.page.locator("[data-shortage]").get_by_text("Ask for credits")).to_be_visible()
