"""What changes while the form is open: a price that an admin raised, an allowance that is used up."""

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
