"""axe-core, put into a page by the browser, whatever the page's policy allows."""

from functools import cache
from pathlib import Path

import axe_playwright_python

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": TAGS}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}  # all that a theme can change
THEMES = ("light", "dark")
RUN = """
async (only) => {
  const { violations } = await axe.run(document, { runOnly: only, resultTypes: ["violations"], preload: false });
  return violations.map(({ id, impact, nodes }) => ({
    id, impact, nodes: nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`) }));
}
"""


@cache
def _source():
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def serious(page, rules=EVERYTHING):
    """What it finds that is serious or critical, and every lack of contrast."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_source())
    found = page.evaluate(RUN, rules)
    return [
        item
        for item in found
        if item["impact"] in ("serious", "critical") or item["id"] == "color-contrast"
    ]


def in_both_themes(page):
    """The same by theme, of a page as it stands. Everything is asked in the first of them."""
    found = {}
    for theme, rules in zip(THEMES, (EVERYTHING, CONTRAST), strict=True):
        page.emulate_media(color_scheme=theme)
        if faults := serious(page, rules):
            found[theme] = faults
    return found
