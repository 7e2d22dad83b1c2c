"""Every way to fail: our words, the ledger's note, nothing that overflows or leaks."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seat import becomes

REASONS = {
    "#policy": "Vendor declined the prompt",
    "#policyout": "Result was withheld",
    "#account": "Vendor account problem",
    "#down": "Vendor is not answering",
    "#timeout": "Took too long",
    "#savefail": "Made, but not saved",
    "#fail": "Something went wrong",
}
# Long words in a small tile scroll inside it; nothing may stick out.
OVERFLOW = """
(tile) => {
  const scrolls = (part) => part && part !== tile
    && (getComputedStyle(part).overflowY === "auto" || scrolls(part.parentElement));
  return [tile, ...tile.querySelectorAll("*")]
  .filter((part) => !part.closest("details:not([open]) > :not(summary)") && part.getClientRects().length)
  .filter((part) => {
    const box = part.getBoundingClientRect(), own = tile.getBoundingClientRect();
    return box.right > own.right + 1 || box.left < own.left - 1 || box.bottom > own.bottom + 1 && !scrolls(part)
      || part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === "visible"
         && part.clientWidth;
  }).map((part) => part.outerHTML.slice(0, 120));
}
"""
# In the markup too: keys, addresses, traces, and the vendor's own words about its account.
SECRETS = re.compile(
    r"\bsk-|Bearer|Authorization|127\.0\.0\.1|localhost|Traceback|account is empty", re.IGNORECASE
)


@pytest.fixture(scope="module")
def failed(sit_long, stack):
    """One person's Create, after a run of each kind has failed."""
    studio = sit_long(stack.spare()).create()
    for word in REASONS:
        studio.make(f"{word} a fox")
    for at in range(len(REASONS)):
        becomes(studio.runs.nth(at).get_by_test_id("tile"), "failed", timeout=60_000)
    return studio


def tile(failed, word):
    return failed.runs.filter(has_text=re.compile(f"{word} ")).get_by_test_id("tile")


@pytest.mark.parametrize("word", REASONS)
def test_a_failure_is_told_in_our_words(failed, word):
    expect(tile(failed, word)).to_contain_text(REASONS[word])
    assert len(REASONS[word]) <= 32


def test_the_note_about_credits_is_the_ledgers(failed, stack):
    """Of the ones that failed nothing is kept; each says so as the entries have it."""
    entries = stack.entries(failed.person)
    reserved = -sum(entry["d_granted"] for entry in entries if entry["kind"] == "reserve")
    returned = sum(entry["d_granted"] for entry in entries if entry["kind"] == "release")
    said = failed.tiles.locator(".note").all_text_contents()

    assert sum(int(re.search(r"\d+", text)[0]) for text in said) == returned
    assert returned <= reserved


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_of_a_failed_tile_overflows(failed, width):
    failed.page.set_viewport_size({"width": width, "height": 900})

    for each in failed.tiles.all():
        assert each.evaluate(OVERFLOW) == []


def test_a_member_gets_nothing_of_the_vendors_own(failed):
    assert not SECRETS.search(failed.page.content())
    assert not SECRETS.search(failed.page.request.get("/studio/").text())


def test_an_admin_is_led_to_the_whole_record(failed, sit, stack):
    admin = sit(stack.people["admin"]).open(f"/runs/{failed.run_id}/")
    admin.get_by_role("button", name="Details").click()
    admin.get_by_role("link", name="Full record").click()

    expect(admin.locator("#content h1")).to_contain_text("task")
