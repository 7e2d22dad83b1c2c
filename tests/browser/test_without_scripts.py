"""A browser that runs no scripts: one reads, filters, makes and cancels all the same."""

import pytest
from playwright.sync_api import expect

from tests.browser.seat import SLOW
from tests.browser.seed import PASSWORD

OFF = {"java_script_enabled": False}


@pytest.fixture
def plain(sit, member):
    """A member's Create without scripts."""
    return sit(member, **OFF).create()


def reload_until(page, wanted):
    """Looks again and again, as one does by hand, until a tile is as the selector says."""
    for _look in range(SLOW // 500):
        if page.locator(f"[data-testid=tile]{wanted}").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"no tile{wanted}")


def test_one_signs_in_makes_and_sees_the_picture(sit, member):
    page = sit(**OFF).open("/studio/")
    page.get_by_label("E-mail or username").fill(member["name"])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/studio/")
    page.get_by_test_id("prompt").fill("#fast a plain fox")
    page.get_by_test_id("generate").click()

    expect(page.get_by_test_id("run").first).to_contain_text("a plain fox")
    reload_until(page, ":has(img)")
    page.locator("[data-testid=tile]:has(img)").first.locator("a.open").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("#fast a plain fox")


def test_what_waits_is_cancelled(plain, stack):
    stack.hold()
    try:
        plain.prompt.fill("#fast a fox that waits")
        plain.generate.click()
        plain.page.get_by_test_id("tile").first.get_by_role("button", name="Cancel").click()
        reload_until(plain.page, "[data-state=cancelled]")
    finally:
        stack.release()
    kinds = [entry["kind"] for entry in stack.entries(plain.person)]
    assert kinds.count("release") == 1


def test_another_model_keeps_the_prompt_and_has_its_own_settings(plain):
    plain.prompt.fill("a fox that goes along")
    plain.page.get_by_label("Model", exact=True).select_option("veo-3-1")
    plain.page.get_by_role("button", name="Use", exact=True).click()

    expect(plain.page.get_by_test_id("model-card")).to_contain_text("Veo 3.1")
    expect(plain.prompt).to_have_value("a fox that goes along")
    expect(plain.page.locator("[name=param-duration]").first).to_be_attached()


def test_history_is_filtered_searched_and_cleared(sit, stack):
    page = sit(stack.people["admin"], **OFF).open("/history/")
    tiles = page.locator("li.tile")
    all_of_them = tiles.count()
    page.get_by_label("Kind").select_option("video")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/history/?*kind=video*")
    assert 0 < tiles.count() < all_of_them

    page.get_by_label("Search prompts").fill("nothing like it")
    page.get_by_role("button", name="Show").click()
    expect(tiles).to_have_count(0)
    page.get_by_role("link", name="Clear").first.click()
    expect(tiles).to_have_count(all_of_them)
