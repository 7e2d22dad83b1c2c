"""What a page is asked while one stands on it: JavaScript that answers with what is wrong."""

SIDEWAYS = """
() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll("body *")].filter((part) => {
    const box = part.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && getComputedStyle(part).position !== "fixed";
  }).slice(0, 3).map((part) => part.outerHTML.slice(0, 160));
}
"""
ATTRIBUTES = """
() => [...document.querySelectorAll("*")].flatMap((part) => [...part.attributes]
  .filter(({ name }) => name.startsWith("on")).map(({ name }) => `${part.tagName} ${name}`))
"""
# What is too small to be hit: under 24 px and with a neighbour within that; a main button under 44.
SMALL = """
(isTouched) => {
  const LINKS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const MAIN = ".btn.primary, .generate, .tabbar :is(a, button), .search, .account, [data-open-sheet]:not(.chip)";
  const targets = [];
  for (const part of document.querySelectorAll(LINKS)) {
    const label = part.matches("[type=radio], [type=checkbox], [type=file]") && part.closest("label");
    const box = (label || part).getBoundingClientRect();
    const isText = part.matches("a") && getComputedStyle(part).display === "inline";
    if (isText || box.width < 2 || box.height < 2 || part.closest(".sr, .skip")) continue;
    if (part.checkVisibility({ visibilityProperty: true })) targets.push({ part, box });
  }
  const isNear = (one, other) => {
    const [x, y] = [one.box.left + one.box.width / 2, one.box.top + one.box.height / 2];
    const across = Math.max(other.box.left - x, 0, x - other.box.right);
    const down = Math.max(other.box.top - y, 0, y - other.box.bottom);
    return !one.part.contains(other.part) && !other.part.contains(one.part) && Math.hypot(across, down) < 12;
  };
  return targets.filter((one) => {
    const least = Math.min(one.box.width, one.box.height) + 0.5;
    if (isTouched && one.part.matches(MAIN) && least < 44) return true;
    return least < 24 && targets.some((other) => other !== one && isNear(one, other));
  }).map(({ part }) => part.outerHTML.slice(0, 160));
}
"""
# WCAG 1.4.12, as a person's own style sheet does it.
SPACED = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}
"""
# Every word of ours by two fifths, and with usual spaces again.
LONGER = """
() => {
  document.adoptedStyleSheets = [];
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
