// What fills the form never asks and can be undone: settings used again, presets, a fresh start.

import { composerForm, fill } from "./fill.js";
import { onKey } from "./keys.js";
import { mark } from "./mark.js";
import { pictureInHand } from "./picture_keys.js";
import { board } from "./references.js";
import { say } from "./words.js";

export function reuse() {
  document.addEventListener("submit", turned, true);
  document.addEventListener("click", clicked);
  onKey("use.reference", () => useFocused());
  onKey("use.settings", () => reuseFocused());
}

// Buttons of the form that fill it: without Undo they would be ordinary submits.
function turned(event) {
  const { submitter: button, target: form } = event;
  if (!form.matches("[data-composer]") || button?.name !== "switch") return;
  const isPreset = button.value.startsWith("preset:");
  if (!isPreset && button.value !== "fresh") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const done = isPreset ? say("preset_used", { name: button.dataset.presetName }) : say("cleared_all");
  fill({ switch: button.value }, { done, focus: "[data-prompt]" });
}

function clicked(event) {
  const link = event.target.closest("a[href]");
  if (!link || !composerForm() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const extra = instruction(link);
  if (!extra) return;
  event.preventDefault();
  link.closest("[popover]")?.hidePopover();
  link.closest("dialog")?.close();
  link.closest("details.menu")?.removeAttribute("open");
  if (extra.ref) board()?.add([extra.ref]);
  else takeOver(extra);
}

async function takeOver(extra) {
  const form = await fill(extra, { done: say("taken_over"), focus: "[data-prompt]" });
  if (form) mark(form, extra.mark);
}

// A link to Create that says what to fill the form with is followed without leaving the page.
function instruction(link) {
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.pathname !== new URL(composerForm().action).pathname) return null;
  const asked = Object.fromEntries(url.searchParams);
  if (link.dataset.starter) return { switch: link.dataset.starter };
  if (asked.again || asked.from) return { switch: "reuse", ...asked };
  if (asked.preset) return { switch: `preset:${asked.preset}` };
  const isPlainReference = asked.ref && !asked.kind && !asked.model && board();
  return isPlainReference ? { ref: asked.ref } : null;
}

function useFocused() {
  const picture = pictureInHand();
  if (!picture || !board()) return false;
  board().add([picture.dataset.asset]);
  return true;
}

function reuseFocused() {
  const picture = pictureInHand();
  if (!picture || !composerForm()) return false;
  fill({ switch: "reuse", from: picture.dataset.asset, part: "all" }, { done: say("taken_over") });
  return true;
}
