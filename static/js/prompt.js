// Enter makes, Shift+Enter breaks the line, or the other way round; Ctrl+Enter always makes.
// A key that ends an input method's word does neither, and Enter in other fields only leaves them.

import { undoable } from "./toast.js";
import { say } from "./words.js";

export function prompt(field) {
  const { form } = field;
  const counter = form.querySelector("[data-counter]");
  const most = Number(counter?.dataset.counter);

  function count() {
    const length = [...field.value].length;
    if (counter) counter.textContent = most && length > most * 0.8 ? `${length} / ${most}` : "";
  }

  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.key !== "Enter" || !generates(event, field)) return;
    event.preventDefault();
    if (!event.repeat) form.requestSubmit(form.querySelector("[data-generate]"));
  });

  form.querySelector("[data-enter-presses]").disabled = true; // so the browser sends nothing by itself
  form.querySelector("[data-clear-prompt]")?.addEventListener("click", () => replacePrompt(field, "", say("cleared")));
  field.addEventListener("input", count);
  count();
}

function generates(event, field) {
  if (event.ctrlKey || event.metaKey) return true;
  if (event.target !== field || event.altKey || event.shiftKey) return false;
  return field.dataset.enter !== "newline" && !field.hasAttribute("aria-activedescendant");
}

export function write(field, text) {
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
