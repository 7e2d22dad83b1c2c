// What every page can do: shortcuts, palette, menus, undo, the way to the prompt.

import { banners } from "./banners.js";
import { fragment, parse, SignedOut } from "./http.js";
import { keys, onAct, onKey, press } from "./keys.js";
import { openSheet } from "./sheet.js";
import { signedOut } from "./signed_out.js";
import { swapping } from "./swapping.js";
import { theme, toggle } from "./theme.js";
import { undoLast } from "./toast.js";

const ASKED = { "#clear": "fresh", "#model": "model" };

export function shell() {
  keys();
  theme();
  signedOut();
  swapping();
  pressed();
  onKey("palette", showPalette);
  onKey("shortcuts", showShortcuts);
  onKey("undo", undoLast);
  onKey("new", writePrompt);
  onKey("search", focusSearch);
  onKey("escape", closeMenu);
  onKey("model", chooseModel);
  onAct("fresh", startFresh);
  onAct("theme", toggle);
  asked();
  const slot = document.querySelector("[data-banners]");
  if (slot) banners(slot);
  const search = document.querySelector("[data-palette]");
  search?.setAttribute("role", "button");
  search?.setAttribute("aria-haspopup", "dialog");
}

// A link that a script can do better: the palette, the list of shortcuts, the theme.
function pressed() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-palette], [data-press]:not([role=option])");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    if (!press(link.dataset.press ?? "palette")) location.assign(link.href);
  });
}

async function showPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  // First of all: the next letters are meant for it.
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input").select();
  const { openPalette } = await import("./palette.js");
  await openPalette();
}

async function showShortcuts() {
  const dialog = document.getElementById("shortcuts");
  const place = dialog.querySelector("[data-list]");
  dialog.showModal();
  dialog.querySelector("h2").focus(); // and not the button below a long list
  if (place.children.length) return;
  try {
    const response = await fragment("/help/");
    if (response.ok) place.replaceChildren(parse(await response.text()));
    else location.assign("/help/#keyboard");
  } catch (error) {
    dialog.close();
    // Offline or signed out: both are said by themselves.
    if (!(error instanceof TypeError || error instanceof SignedOut)) throw error;
  }
}

function writePrompt() {
  const prompt = document.querySelector("[data-prompt]");
  if (prompt?.checkVisibility()) prompt.focus({ preventScroll: true });
  else location.assign("/studio/#id_prompt");
}

function focusSearch() {
  const field = document.querySelector("main input[type=search]");
  if (!field?.checkVisibility()) return showPalette();
  field.focus();
  return field.select();
}

// False where there is no model to choose on this page.
function chooseModel() {
  openSheet();
  const button = document.querySelector("[data-model-card]");
  if (!button?.checkVisibility()) return false;
  button.focus();
  button.click();
  return true;
}

// A command of the palette that another page left for Create.
function asked() {
  const act = ASKED[location.hash];
  if (!act) return;
  history.replaceState(null, "", location.pathname);
  press(act);
}

// The button may be folded away: the form is there all the same.
function startFresh() {
  const button = document.querySelector("[data-composer] [name=switch][value=fresh]");
  button?.click();
  return Boolean(button);
}

function closeMenu() {
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary").focus();
  return true;
}
