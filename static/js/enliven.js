// What came from the server after the page: times in the reader's zone, buttons that copy, menus.

import { localise } from "./clock.js";
import { copy, menu } from "./controls.js";

export function enliven(root) {
  localise(root);
  root.querySelectorAll("[data-copy]").forEach(copy);
  root.querySelectorAll("[data-copy-link]").forEach((button) => { button.hidden = !navigator.clipboard; });
  root.querySelectorAll("[data-menu]").forEach(menu);
}
