// What few people need at first is fetched when somebody reaches for it.

const PANES = {
  "[data-shelf]": async () => (await import("./shelf.js")).openShelf,
  "[data-cut]": async () => (await import("./cut.js")).openCut,
  "[data-preset-sheet]": async () => (await import("./presets.js")).openPresets,
  "[data-prompt-history]": async () => (await import("./prompts.js")).openPrompts,
  "[data-library]": async () => (await import("./library.js")).openLibrary,
  "[data-ask-credits]": async () => (await import("./spend.js")).openAsking,
};

// Links of the composer that open over the page. Where the script cannot be had, they lead there.
export function panes() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-composer] a");
    const name = link && Object.keys(PANES).find((selector) => link.matches(selector));
    if (!name || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const open = await PANES[name]().catch(() => null);
    if (open) open(link);
    else location.assign(link.href);
  });
}

// Alt with an arrow in the prompt: the one sent before, the one after.
export function earlierPrompts() {
  const steps = { ArrowUp: 1, ArrowDown: -1 };
  document.addEventListener("keydown", async (event) => {
    const step = event.altKey && !event.isComposing && steps[event.key];
    if (!step || !event.target.matches?.("[data-prompt]")) return;
    event.preventDefault();
    (await import("./prompts.js")).turn(event.target, step);
  });
}

// `begin` once the text holds the sign; again at the next letter if it could not be fetched.
export function whenWritten(field, sign, begin) {
  function look() {
    if (!field.value.includes(sign)) return;
    field.removeEventListener("input", look);
    begin().catch(() => field.addEventListener("input", look));
  }
  field.addEventListener("input", look);
  look();
}

// `begin` when the pointer or the focus comes near; again the next time if it could not be fetched.
export function whenReached(box, begin) {
  const kinds = ["pointerover", "focusin"];
  function reach() {
    for (const kind of kinds) box.removeEventListener(kind, reach);
    begin().catch(listen);
  }
  function listen() {
    for (const kind of kinds) box.addEventListener(kind, reach);
  }
  listen();
}
