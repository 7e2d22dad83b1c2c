// What every page can do: shortcuts, menus, undo, the way to the prompt.

import { keys, onKey } from "./keys.js";
import { undoLast } from "./toast.js";

export function shell() {
  keys();
  onKey("undo", undoLast);
  onKey("new", writePrompt);
  onKey("search", focusSearch);
  onKey("escape", closeMenu);
}

function writePrompt() {
  const prompt = document.querySelector("[data-prompt]");
  if (prompt?.checkVisibility()) prompt.focus();
  else location.assign("/studio/#id_prompt");
}

function focusSearch() {
  const field = document.querySelector("main input[type=search]");
  if (!field?.checkVisibility()) return false;
  field.focus();
  field.select();
  return true;
}

function closeMenu() {
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary").focus();
  return true;
}
