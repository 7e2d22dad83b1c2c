"""Several models by one press, each with settings of its own, picked by key; results in step."""

import re

from playwright.sync_api import expect

from tests.browser.seat import SLOW

AROUND = "(frame) => frame.clientWidth - frame.firstElementChild.clientWidth"
BOX = "(frames) => frames.map((frame) => Object.values(frame.getBoundingClientRect().toJSON()).join())"


def test_a_blind_comparison_shows_and_says_that_it_is_done(studio, stack):
    page, models = studio.page, studio.page.get_by_test_id("compare-models")
    studio.count(1)
    models.locator("summary").click()
    models.locator("[data-column=nano-banana-pro] [name=column]").check()
    stack.hold()
    try:
        studio.prompt.fill("#fast a fox for a blind vote")
        studio.price()
        studio.prompt.press("Enter")
        page.get_by_test_id("batch-group").locator("h2 a").click()
        page.get_by_role("button", name="Hide the names while voting").click()
        expect(page.locator("#head-0")).to_have_text("A")
        expect(page.locator(".pick:enabled")).to_have_count(0)
    finally:
        stack.release()
    expect(page.get_by_test_id("batch-progress")).to_have_text("2 of 2", timeout=SLOW)
    expect(page.locator("[data-announcer]")).to_have_text("2 of 2 made")
    expect(page.locator(".batch-grid img")).to_have_count(2)
    expect(page.locator(".pick:enabled")).to_have_count(2)


def test_two_models_by_one_press_are_picked_from_and_compared(studio, stack):
    page, models = studio.page, studio.page.get_by_test_id("compare-models")
    studio.count(1)
    models.locator("summary").click()
    column = models.locator("[data-column=nano-banana-pro]")
    column.locator("[name=column]").check()
    expect(studio.generate).to_contain_text("Generate with 2 models")
    column.locator("[data-adjust] > summary").click()
    column.locator("label", has_text="4K").click()
    studio.prompt.fill("#fast a fox to compare")
    price = studio.price()
    studio.prompt.press("Enter")
    page.get_by_test_id("batch-group").locator("h2 a").click()
    expect(page.locator("#head-1")).to_contain_text("Size 4K")
    assert sum(-entry["d_granted"] for entry in stack.entries(studio.person, "reserve")) == price
    expect(page.get_by_test_id("batch-progress")).to_have_text("2 of 2", timeout=SLOW)

    page.locator("#row-0").focus()
    page.keyboard.press("2")
    expect(page.locator(".pick[data-key='2']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#batch-pick")).to_contain_text("Continue with the pick")

    for tile in page.get_by_test_id("tile").all():
        tile.locator("a.open").focus()
        page.keyboard.press("c")
    expect(page.get_by_test_id("tray")).to_contain_text("2 of 4")
    page.get_by_test_id("tray").get_by_role("link").click()
    page.locator("[data-mode-link=slider]").click()
    page.locator("[data-slide] input").press("Home")
    cut = "(stage) => getComputedStyle(stage).getPropertyValue('--cut')"
    assert page.locator("[data-stage]").evaluate(cut) == "0%"

    page.go_back()
    page.get_by_role("link", name="Continue with the pick").click()
    expect(page.locator("input[name=param-size][value='4K']")).to_be_checked()


def test_going_on_with_one_of_three_models_compares_no_more(studio):
    page, models = studio.page, studio.page.get_by_test_id("compare-models")
    studio.count(1)
    models.locator("summary").click()
    for name in ("nano-banana-pro", "gpt-image-2"):
        models.locator(f"[data-column={name}] [name=column]").check()
    expect(studio.generate).to_contain_text("Generate with 3 models")
    studio.prompt.fill("#fast a fox to go on with")
    studio.price()
    studio.prompt.press("Enter")
    page.get_by_test_id("batch-group").locator("h2 a").click()
    page.locator(".pick[data-key='2']").click(timeout=SLOW)
    page.get_by_role("link", name="Continue with the pick").click()

    expect(studio.generate).to_contain_text("Generate ·")
    expect(page.get_by_test_id("model-card")).to_contain_text("Nano Banana Pro")
    expect(page.locator("[name=column]:checked")).to_have_count(0)


def test_two_shapes_lie_on_each_other_and_a_way_of_looking_is_kept(studio):
    page, made = studio.page, []
    studio.count(1)
    for shape in ("16:9", "3:4"):
        page.locator(f"label:has(input[name=param-aspect_ratio][value='{shape}'])").click()
        made.append(asset_of(studio.tile(f"#fast a fox {shape}")))
    page.goto(f"/compare/?ids={','.join(made)}")
    page.locator("[data-mode-link=slider]").click()
    frames = page.locator("[data-frame]")
    assert len(set(frames.evaluate_all(BOX))) == 1
    page.locator("[data-only]").click()
    page.locator("[data-ground=grey]").click()
    expect(page).to_have_url(re.compile("mode=slider&bg=grey&only=differences$"))
    assert frames.first.evaluate(AROUND) > 0

    page.locator("[data-mode-link=flicker]").click()
    expect(page).to_have_url(re.compile("mode=flicker&bg=grey&only=differences$"))
    for shown in (1, 0):
        frames.nth(1 - shown).focus()
        page.keyboard.press("Space")
        expect(frames.nth(shown)).to_be_focused()


def test_the_longer_of_two_videos_leads(studio):
    page, made = studio.page, []
    studio.kind("Video")
    for seconds in ("4", "9"):
        field = page.locator("input[name=param-duration]")
        field.fill(seconds)
        field.press("Tab")
        made.append(asset_of(studio.tile(f"#fast a wave of {seconds} s")))
    page.goto(f"/compare/?ids={','.join(made)}")
    videos = page.locator("video")
    for video in videos.all():
        expect(video).to_have_js_property("readyState", 4)
    page.locator("[data-loop]").uncheck()
    play, scrub = page.locator("[data-play]"), page.locator("[data-scrub]")
    scrub.fill("400")
    play.click()
    expect(videos.first).to_have_js_property("ended", True)
    expect(play).to_have_text("Pause")
    expect(play).to_have_text("Play")
    assert scrub.input_value() == "1000"


def asset_of(tile):
    """The file is here; its preview may follow."""
    expect(tile).to_have_attribute("data-asset", re.compile("."), timeout=SLOW)
    return tile.get_attribute("data-asset")
