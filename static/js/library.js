// The library of prompts, beside the form: one is taken up, the one at hand is saved.

import { openDialog } from "./dialog.js";
import { excuse, parse, send, unreachable } from "./http.js";
import { replacePrompt } from "./prompt.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

export async function openLibrary(link) {
  const field = document.querySelector("[data-prompt]");
  const dialog = await openDialog(link.href, link.textContent.trim());
  if (!dialog) return;
  const offer = () => { dialog.querySelector("[data-library-text]").value ||= field.value; };
  const show = (html) => {
    dialog.querySelector(".pane-body").replaceChildren(parse(html));
    offer();
    dialog.querySelector(".notice button, .pane-body a, textarea")?.focus();
  };
  offer();
  dialog.addEventListener("click", (press) => {
    const choice = press.target.closest("[data-use-prompt]");
    if (!choice) return;
    press.preventDefault();
    press.stopPropagation();
    dialog.close();
    replacePrompt(document.querySelector("[data-prompt]"), choice.dataset.usePrompt, say("taken_over"));
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const response = await send(event.target.action, event.target);
      if (response.ok || response.status === 422) show(await response.text());
      else toast(excuse(response), { error: true });
    } catch (error) {
      unreachable(error);
    }
  });
}
