// Enter makes, Shift+Enter breaks the line, or the other way round; Ctrl+Enter always makes.
// A key that ends an input method's word does neither.

import { fragment, parse } from "./http.js";
import { openDialog } from "./dialog.js";
import { undoable } from "./toast.js";
import { say } from "./words.js";

let used = null; // the prompts sent before, newest first; asked for once

export function prompt(field) {
  const { form } = field;
  const counter = form.querySelector("[data-counter]");
  const most = Number(counter?.dataset.counter);
  const tools = field.closest("[data-draft]") ?? form;
  let place = -1;
  let own = "";

  function count() {
    const length = [...field.value].length;
    if (counter) counter.textContent = most && length > most * 0.8 ? `${length} / ${most}` : "";
  }

  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.key === "Enter" && generates(event, field)) {
      event.preventDefault();
      if (!event.repeat) form.requestSubmit(form.querySelector("[data-generate]"));
    } else if (event.target === field && event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      turn(event.key === "ArrowUp" ? 1 : -1);
    }
  });

  async function turn(by) {
    if (place < 0) own = field.value;
    const list = await usedPrompts(form);
    const next = Math.max(-1, Math.min(list.length - 1, place + by));
    if (next === place) return;
    place = next;
    write(field, place < 0 ? own : list[place]);
  }

  tools.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-prompt-history]");
    if (event.target.closest("[data-clear-prompt]")) replacePrompt(field, "", say("cleared"));
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const dialog = await openDialog(link.href, say("recent_prompts"));
    dialog?.addEventListener("click", (press) => {
      const choice = press.target.closest("[data-use-prompt]");
      if (!choice) return;
      press.preventDefault();
      press.stopPropagation();
      dialog.close();
      replacePrompt(field, choice.dataset.usePrompt, say("taken_over"));
    });
  });
  field.addEventListener("input", (event) => {
    if (event.isTrusted) place = -1;
    count();
  });
  count();
}

function generates(event, field) {
  if (event.ctrlKey || event.metaKey) return true;
  if (event.target !== field || event.altKey || event.shiftKey) return false;
  return field.dataset.enter !== "newline" && !field.hasAttribute("aria-activedescendant");
}

async function usedPrompts(form) {
  if (used) return used;
  const response = await fragment(form.querySelector("[data-prompt-history]").href);
  if (!response.ok) return [];
  used = [...parse(await response.text()).querySelectorAll("[data-use-prompt]")].map((link) => link.dataset.usePrompt);
  return used;
}

function write(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// The form may have been drawn anew when it is undone.
export function replacePrompt(field, text, done) {
  const before = field.value;
  if (before === text) return;
  write(field, text);
  field.focus();
  undoable(done, () => write(document.querySelector("[data-prompt]"), before));
}
