"""What a few steps lead to: pictures of Create's rarer states, batches and comparisons."""

from playwright.sync_api import expect

from tests.browser.seat import SLOW, becomes

ROWS = (
    "prompt,model,count\n#fast a fox at dawn,,2\n#fast an owl at dusk,nano-banana-pro,1\nno,zzz,1\n"
)


def all_of(shooting):
    people = shooting.stack.people
    first_visit(shooting, shooting.stack.spare())
    too_dear(shooting, people["poor"].pop())
    shooting.sit(shooting.stack.spare())
    for scene in (asking, unfinished, varying, comparing, looking_at_rows, without_network, places):
        scene(shooting)


def first_visit(shooting, person):
    shooting.sit(person)
    shooting.shoot(shooting.seat.open("/studio/"), "create-empty")
    shooting.shoot(shooting.seat.open("/history/"), "history-empty")
    shooting.shoot(shooting.seat.open("/queue/"), "queue-empty")


def too_dear(shooting, person):
    shooting.sit(person)
    studio = shooting.seat.create()
    press(studio, "param-size", "4K")
    press(studio, "count", "4")
    expect(studio.generate).to_contain_text("Not enough credits")
    studio.prompt.press("Control+Enter")
    shooting.shoot(studio.page, "create-short")


def press(studio, name, value=""):
    """A radio button or a box, wherever it is: on a phone it may be in the sheet."""
    found = studio.page.locator(f"[name={name}]" + (f"[value='{value}']" if value else ""))
    found.last.evaluate("(box) => { if (!box.checked) box.click(); }")


def asking(shooting):
    studio = shooting.seat.create("?model=veo-3-1")
    press(studio, "count")
    studio.prompt.fill("#policy a very dear fox")
    studio.page.wait_for_timeout(700)
    studio.prompt.press("Control+Enter")
    expect(studio.page.get_by_role("dialog").first).to_be_visible()
    shooting.shoot(studio.page, "create-asking")


def unfinished(shooting):
    studio = shooting.seat.create("?model=nano-banana-2")
    shooting.start(studio, "#preview a misty valley at dawn")
    becomes(studio.tiles.first, "preview")
    shooting.shoot(studio.page, "create-preview")


def varying(shooting):
    studio = shooting.seat.create("?model=nano-banana-2")
    press(studio, "count", "1")
    studio.prompt.fill("#fast a {red|blue|green} fox in the {snow|rain}")
    studio.page.locator("[data-variations]").evaluate("(box) => { box.open = true; }")
    studio.page.wait_for_timeout(700)
    shooting.shoot(studio.page, "create-variations")


def comparing(shooting):
    studio = shooting.seat.create("?model=nano-banana-2")
    press(studio, "count", "1")
    column = studio.page.locator("[data-column=nano-banana-pro] [name=column]")
    column.evaluate("(box) => { box.closest('details').open = true; box.click(); }")
    studio.prompt.fill("#fast a fox to compare")
    studio.page.wait_for_timeout(900)
    shooting.shoot(studio.page, "create-comparing")
    studio.prompt.press("Control+Enter")
    page = studio.page
    page.get_by_test_id("batch-group").locator("h2 a").first.click()
    expect(page.get_by_test_id("batch-progress")).to_contain_text("of", timeout=SLOW)
    page.wait_for_timeout(6000)
    shooting.shoot(page, "comparison")


def looking_at_rows(shooting):
    page = shooting.seat.open("/batches/table/")
    page.get_by_label("Rows", exact=True).fill(ROWS)
    page.get_by_role("button", name="Look at the rows").click()
    page.wait_for_timeout(800)
    shooting.shoot(page, "table-with-a-fault")
    page.get_by_label("Rows", exact=True).fill(ROWS.replace("no,zzz,1\n", ""))
    page.get_by_role("button", name="Look at the rows").click()
    page.get_by_test_id("start-batch").click()
    page.wait_for_timeout(6000)
    shooting.shoot(page, "batch")


def without_network(shooting):
    studio = shooting.seat.create()
    shooting.context.set_offline(True)
    studio.page.wait_for_timeout(300)
    shooting.shoot(studio.page, "offline")
    shooting.context.set_offline(False)


def places(shooting):
    for name, path in (("password", "/password/"), ("notices", "/notices/")):
        shooting.shoot(shooting.seat.open(path), name)
