"""Stars on results, and a feed of them alone."""

from playwright.sync_api import expect

from tests.browser.seat import becomes


def test_a_starred_result_is_found_among_the_favourites(studio):
    becomes(studio.make("#fast an owl", count=2).first, "done")
    star = studio.tiles.first.get_by_role("button", name="Favourite")
    studio.tiles.first.hover()
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    studio.page.get_by_role("link", name="Only favourites").click()

    expect(studio.tiles).to_have_count(1)
    studio.tiles.first.locator("a.open").focus()
    studio.page.keyboard.press("f")
    expect(star).to_have_attribute("aria-pressed", "false")
    studio.page.reload()
    expect(studio.page.get_by_text("No favourites here yet.")).to_be_visible()
