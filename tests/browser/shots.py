"""`make shots`: every page and state at 1440 and 390 pixels, light and dark, into `shots/`."""

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.browser import chromium, pictures, scenes
from tests.browser.seat import Seat, becomes
from tests.browser.stack import ROOT, Stack
from tests.browser.watch import Watch
from tests.browser.window import fresh

FOLDER = ROOT / "shots"
SIZES = {1440: 900, 390: 844}
PAGES = {
    "history": "/history/",
    "queue": "/queue/?scope=all",
    "usage": "/usage/",
    "settings": "/settings/",
    "help": "/help/",
    "table": "/batches/table/",
    "nothing-found": "/history/?q=nothing+like+it",
    "gone": "/nowhere/",
}
WORDS = ("#policy", "#policyout", "#account", "#fail", "#fast", "#review", "#pct", "#slow")


class Shooting:
    def __init__(self, browser, stack, width, theme):
        self.width, self.theme, self.stack = width, theme, stack
        window = {"viewport": {"width": width, "height": SIZES[width]}, "color_scheme": theme}
        self.context = fresh(browser, stack, reduced_motion="reduce", **window)
        self.watch = Watch(self.context, stack.url)
        self.sit(stack.people["admin"])

    def sit(self, person):
        """As this person from here on; the pages of the one before are closed."""
        for page in self.context.pages:
            page.close()
        self.context.clear_cookies()
        self.seat = Seat(self.context, self.watch, person)

    def shoot(self, page, name):
        page.wait_for_timeout(400)
        page.screenshot(path=FOLDER / f"{name}-{self.width}-{self.theme}.png")

    def everything(self):
        self.sign_in()
        self.create()
        self.pages()
        self.overlays()
        scenes.all_of(self)
        self.context.close()

    def sign_in(self):
        cookies = self.context.cookies()
        self.context.clear_cookies()
        self.shoot(self.seat.open("/login/"), "sign-in")
        self.context.add_cookies(cookies)

    def create(self):
        studio = self.seat.create()
        for word in WORDS:
            self.start(studio, f"{word} a red fox in the snow")
        becomes(studio.runs.first.get_by_test_id("tile").first, "running", "stalled")
        self.shoot(studio.page, "create-states")
        becomes(studio.runs.nth(3).get_by_test_id("tile").first, "done")
        becomes(studio.runs.nth(7).get_by_test_id("tile").first, "failed")
        studio.page.reload()
        studio.page.mouse.wheel(0, 1400)
        self.shoot(studio.page, "create-endings")
        studio.page.close()

    def start(self, studio, text):
        """By keys on a desk, by the button on a phone: both must work."""
        studio.prompt.fill(text)
        studio.page.wait_for_timeout(700)
        before = studio.runs.count()
        studio.prompt.press("Control+Enter")
        studio.page.wait_for_function(
            "(before) => document.querySelectorAll('[data-testid=run]').length > before", arg=before
        )

    def pages(self):
        page = self.seat.open("/studio/")
        found = page.locator("[data-asset]").evaluate_all(
            "list => list.map((t) => t.dataset.asset)"
        )
        run = urlsplit(page.locator("[data-testid=run] h2 a").first.get_attribute("href")).path
        paths = PAGES | {"run": run}
        if found:
            paths["asset"] = f"/a/{found[0]}/"
        if len(found) > 1:
            paths |= {
                f"compare-{mode}": f"/compare/?ids={found[0]},{found[1]}&mode={mode}"
                for mode in ("side", "slider")
            }
        for name, path in paths.items():
            page.goto(path)
            self.shoot(page, name)
        page.close()

    def overlays(self):
        studio = self.seat.create()
        page = studio.page
        page.keyboard.press("Control+k")
        page.locator("#palette [role=option]").first.wait_for()
        self.shoot(page, "palette")
        page.keyboard.press("Escape")
        if self.width < 900:
            page.locator("[data-open-sheet]").last.click()
            self.shoot(page, "sheet")
        page.get_by_test_id("model-card").click()
        self.shoot(page, "picker")
        page.keyboard.press("Escape")
        pictures.carry(page, "drop", "teal", "plum", selector="[data-add]:not([hidden]) a")
        page.locator("[data-slot]").nth(1).wait_for()
        self.shoot(page, "references")
        page.close()
        page = self.seat.open("/studio/")
        page.locator("[popovertarget^='d-']").first.click()
        self.shoot(page, "details")
        page.close()


def main():
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stack = Stack(Path(folder), Path(folder) / "model")
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.flags())
        try:
            stack.start()
            for width in SIZES:
                for theme in ("light", "dark"):
                    Shooting(browser, stack, width, theme).everything()
                    sys.stdout.write(f"{width} {theme}\n")
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
