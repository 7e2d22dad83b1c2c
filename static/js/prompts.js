// The prompts sent before: in a list, and one after the other by keys.

import { fragment, parse } from "./http.js";
import { openDialog } from "./dialog.js";
import { replacePrompt, write } from "./prompt.js";
import { say } from "./words.js";

let used = null; // newest first; asked for once
let walked = null; // the field that is walked through them: where it is, and what was written
let place = -1;
let own = "";

export async function openPrompts(link) {
  const field = document.querySelector("[data-prompt]");
  const dialog = await openDialog(link.href, say("recent_prompts"));
  dialog?.addEventListener("click", (press) => {
    const choice = press.target.closest("[data-use-prompt]");
    if (!choice) return;
    press.preventDefault();
    press.stopPropagation();
    dialog.close();
    replacePrompt(field, choice.dataset.usePrompt, say("taken_over"));
  });
}

export async function turn(field, by) {
  if (field !== walked) begin(field);
  if (place < 0) own = field.value;
  const list = await usedPrompts(field.form);
  const next = Math.max(-1, Math.min(list.length - 1, place + by));
  if (next === place) return;
  place = next;
  write(field, place < 0 ? own : list[place]);
}

function begin(field) {
  walked = field;
  place = -1;
  field.addEventListener("input", (event) => { if (event.isTrusted) place = -1; });
}

async function usedPrompts(form) {
  if (used) return used;
  const response = await fragment(form.querySelector("[data-prompt-history]").href);
  if (!response.ok) return [];
  used = [...parse(await response.text()).querySelectorAll("[data-use-prompt]")].map((link) => link.dataset.usePrompt);
  return used;
}
