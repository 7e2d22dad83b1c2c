"""Reading in another language: by the menu, in the scripts' sentences, in their numbers."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def polish(sit, member):
    """A member whose browser asks for Polish, on Create."""
    return sit(member, locale="pl-PL").create()


def test_switching_keeps_the_page_and_what_was_typed(studio):
    page = studio.page
    studio.prompt.fill("a fox in three languages")
    expect(studio.generate).not_to_contain_text("…")

    page.locator("button.account").click()
    page.locator("#account summary").first.click()
    page.get_by_role("button", name="Polski").click()

    expect(page.locator("html")).to_have_attribute("lang", "pl")
    assert studio.path() == "/studio/"
    expect(studio.prompt).to_have_value("a fox in three languages")
    expect(studio.generate).to_contain_text("Generuj")


def test_switching_does_not_fill_the_form_from_the_address_again(sit, member):
    studio = sit(member).create("?model=nano-banana-pro&feed=team")
    studio.choose("Nano Banana 2")
    studio.prompt.fill("a fox of another model")
    expect(studio.generate).not_to_contain_text("…")

    studio.page.locator("button.account").click()
    studio.page.locator("#account summary").first.click()
    studio.page.get_by_role("button", name="Polski").click()

    expect(studio.page.locator("html")).to_have_attribute("lang", "pl")
    assert studio.page.url.endswith("/studio/?feed=team")
    expect(studio.page.get_by_test_id("model-card")).to_contain_text("Nano Banana 2")
    expect(studio.prompt).to_have_value("a fox of another model")


def test_scripts_say_the_form_that_a_number_asks_for(polish):
    """The price on the button is written by the script at once, by the server after it."""
    for count, price in ((1, "2 kredyty"), (4, "8 kredytów")):
        polish.count(count)
        expect(polish.generate).to_contain_text(re.compile(rf"Generuj.* · {price}\b"))

    polish.choose("Nano Banana Fast")
    for count, price in ((1, "1 kredyt"), (2, "2 kredyty"), (8, "8 kredytów")):
        polish.count(count)
        expect(polish.generate).to_contain_text(re.compile(rf"Generuj.* · {price}\b"))


def test_moments_are_written_as_the_language_does(sit, stack):
    page = sit(stack.people["admin"], locale="zh-CN").open("/usage/")

    expect(page.locator("time").first).to_have_text(re.compile(r"\d{4}年\d{1,2}月\d{1,2}日"))
