"""The price on the button is the price that is charged; what is too dear is not made."""

import random
import re

from playwright.sync_api import expect

CHOICES = "input[type=radio][name^=param-], input[type=radio][name=count]"
# Whether the button has followed a change before anything else happens.
FOLLOWS = """
(box) => {
  const button = document.querySelector("[data-testid=generate]");
  const before = button.textContent;
  box.click();
  return button.textContent !== before;
}
"""


def test_the_button_the_quote_and_the_ledger_agree_for_any_settings(studio, stack):
    chance = random.Random(7)
    for model in ("Nano Banana 2", "Nano Banana Pro", "GPT Image 2"):
        studio.choose(model)
        for _ in range(4):
            shuffle(studio, chance)
            said = studio.price()
            before = len(stack.entries(studio.person, "reserve"))
            runs = studio.runs.count()
            studio.prompt.fill("#policy a fox")
            studio.prompt.press("Enter")
            expect(studio.runs).to_have_count(runs + 1)
            reserved = stack.entries(studio.person, "reserve")[before:]
            assert -sum(entry["d_granted"] for entry in reserved) == said


def shuffle(studio, chance):
    groups = {}
    for box in studio.page.locator(CHOICES).all():
        groups.setdefault(box.get_attribute("name"), []).append(box)
    for boxes in groups.values():
        choice = chance.choice(boxes)
        if choice.is_enabled():
            choice.evaluate("(box) => box.click()")
    studio.page.wait_for_timeout(400)


def test_the_button_follows_at_once(studio):
    studio.choose("Nano Banana 2")
    studio.count(1)
    cheap = studio.price()
    small, large = (
        studio.page.locator(f"[name=param-size][value='{size}']") for size in ("1K", "4K")
    )

    assert all(box.evaluate(FOLLOWS) for box in (large, small, large))
    assert studio.price() > cheap


def test_the_price_on_the_button_is_the_one_that_a_quick_press_accepts(studio, stack):
    studio.choose("Nano Banana 2")
    studio.count(1)
    studio.prompt.fill("#policy a fox")
    cheap = studio.price()
    large = studio.page.locator("[name=param-size][value='4K']")
    large.evaluate("(box) => { box.click(); box.form.requestSubmit(); }")  # before any answer
    expect(studio.runs).to_have_count(1)

    [reserved] = stack.entries(studio.person, "reserve")
    assert -reserved["d_granted"] > cheap


def test_a_late_answer_to_an_earlier_question_changes_no_price(studio):
    studio.choose("Nano Banana 2")
    studio.count(1)
    cheap = studio.price()
    late = []
    studio.page.route("**/studio/quote/", lambda route: late.append(route), times=1)
    studio.prompt.fill("a fox")
    studio.page.wait_for_timeout(400)  # the question is on its way
    studio.page.locator("[name=param-size][value='4K']").evaluate("(box) => box.click()")
    with studio.page.expect_response("**/studio/quote/"):
        late.pop().continue_()

    assert f" {cheap} credit" not in studio.generate.text_content()


def test_too_few_credits_make_nothing_and_offer_what_is_cheaper(sit, stack):
    studio = sit(stack.people["poor"].pop()).create()
    studio.choose("Nano Banana 2")
    studio.page.locator("label:has([name=param-size][value='4K'])").click()
    studio.count(4)
    studio.prompt.fill("#fast a dear fox")

    expect(studio.generate).to_contain_text("Not enough credits")
    expect(studio.generate).to_have_attribute("aria-disabled", "true")
    expect(studio.page.get_by_text("you have 4").first).to_be_visible()
    studio.prompt.press("Enter")
    studio.page.wait_for_timeout(400)
    assert stack.entries(studio.person) == []

    while studio.generate.get_attribute("aria-disabled") == "true":
        with studio.page.expect_response(re.compile("/studio/quote/")):
            studio.page.get_by_role("button", name=re.compile("saves")).first.click()
        expect(studio.composer).not_to_have_attribute("data-unconfirmed", "")
    assert studio.price() <= 4


def test_whoever_asks_for_credits_reaches_the_admins(sit, stack):
    studio = sit(stack.people["poor"].pop()).create()
    studio.choose("Nano Banana 2")
    studio.count(4)
    studio.page.get_by_role("link", name="Ask for credits").or_(
        studio.page.get_by_role("button", name="Ask for credits")
    ).locator("visible=true").first.click()
    studio.page.get_by_label("Credits", exact=True).locator("visible=true").fill("120")
    studio.page.get_by_label("What for").locator("visible=true").fill("a campaign")
    studio.page.get_by_role("button", name="Ask", exact=True).click()
    expect(studio.page.get_by_text(re.compile("Asked for 120")).first).to_be_visible()

    [asked] = stack.rows("SELECT * FROM studio_creditrequest WHERE amount = 120")
    assert asked["reason"] == "a campaign"


def test_a_reload_keeps_the_price_of_all_that_is_made(studio):
    studio.count(1)
    one = studio.price()
    studio.prompt.fill("#fast {a|b|c|d} fox")
    expect(studio.page.get_by_test_id("variations")).to_be_visible()
    assert studio.price() == 4 * one
    studio.page.wait_for_timeout(400)  # the tab keeps it
    studio.page.reload()

    expect(studio.generate).to_contain_text("Generate 4 ·")
    assert studio.price() == 4 * one


def test_a_fresh_start_costs_what_one_model_costs(studio):
    usual = studio.price()
    studio.page.locator("[data-compare-models] > summary").click()
    with studio.page.expect_response(lambda answer: "/draft/" in answer.url):
        studio.page.locator("[name=column]").first.check()
    expect(studio.generate).to_contain_text("with 2 models")
    expect(studio.page.locator("[data-compared]")).to_have_text("2 models")
    studio.page.reload()
    expect(studio.generate).to_contain_text("with 2 models")
    expect(studio.page.locator("[data-column]").first).to_contain_text("credit")
    studio.page.get_by_role("button", name="Start fresh").click()

    expect(studio.generate).not_to_contain_text("models")
    assert studio.price() == usual
