"""Labels have room in every language, and in one that is 40 % longer than English."""

import pytest

from tests.browser import atlas

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LANGUAGES = ("pl",)  # longer than English; Chinese is shorter
LONGER = """
() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const text of found) {
    const part = text.parentElement;
    const words = text.data.trim();
    if (!/\\p{L}{2}/u.test(words) || part.closest("[lang=''], script, style, time, textarea, svg")) continue;
    text.data = words.replace(/\\S+/g, (word) => word + "ẅ".repeat(Math.ceil(word.length * 0.4)));
  }
}
"""
# Text that is cut by its own box or one around it. What people wrote may be, and what ends in "…".
CUT = """
() => {
  const OWN = "[lang=''], [data-cut], select, option, textarea, script, style, svg";
  const isHidden = (part) => part && (getComputedStyle(part).clipPath !== "none" || isHidden(part.parentElement));
  const cut = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const part = text.parentElement;
    if (!text.data.trim() || part.closest(OWN) || !part.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (!box.width || isHidden(part)) continue;
    for (let around = part; around && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (style.position === "fixed") break;
      if (style.display === "inline" || style.display === "contents") continue;
      const outer = around.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX)) break;
      const clips = /hidden|clip/.test(style.overflowX) && style.textOverflow !== "ellipsis";
      const isControl = around.matches("button, .btn, a, label, summary, legend, th, .badge, .chip");
      if ((clips || isControl) && (box.right > outer.right + 1.5 || box.left < outer.left - 1.5)) {
        cut.push(`${around.tagName}.${around.className}: ${text.data.trim().slice(0, 60)}`);
        break;
      }
    }
  }
  return [...new Set(cut)];
}
"""


@pytest.fixture(scope="module")
def paths(sit_long, stack):
    page = sit_long(stack.people["admin"]).open("/studio/")
    found = atlas.pages(page, "/studio/")
    page.close()
    return sorted(found.values())


def cut(page, paths, before="() => {}"):
    found = {}
    for path in paths:
        page.goto(path)
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            page.evaluate(before) if size is DESK else None
            if labels := page.evaluate(CUT):
                found[path, size["width"]] = labels
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_label_is_cut(sit, stack, paths, code):
    seat = sit(stack.spare(), locale=code)
    page = seat.open("/studio/")

    assert page.locator("html").get_attribute("lang").lower() == code
    assert cut(page, [path for path in paths if page.request.get(path).ok]) == {}


def test_labels_may_grow_by_two_fifths(sit, stack, paths):
    page = sit(stack.people["admin"]).open("/studio/")

    assert cut(page, paths, LONGER) == {}
