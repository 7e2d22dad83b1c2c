// Questions before credits are spent, and asking for more of them.

import { send, told, unreachable } from "./http.js";
import { lines } from "./price.js";
import { toast } from "./toast.js";

const today = () => new Date().toDateString();

// True once the person has said yes to this price.
export function agree(question) {
  const key = `ask-${document.body.dataset.me}`;
  if (question.code === "spend" && localStorage.getItem(key) === today()) return Promise.resolve(true);
  const dialog = document.querySelector("[data-spend]");
  dialog.querySelector("[data-title]").textContent = question.title;
  dialog.querySelector("[data-yes]").textContent = question.accept;
  dialog.querySelector("[data-quiet]").hidden = question.code !== "spend";
  lines(dialog.querySelector("[data-lines]"), question.lines);
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[data-no]").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const yes = dialog.returnValue === "yes";
      if (yes && dialog.querySelector("[name=quiet]").checked) localStorage.setItem(key, today());
      resolve(yes);
    }, { once: true });
  });
}

let knows = null; // the dialog that has its behaviour

export function openAsking() {
  const dialog = document.querySelector("[data-ask-dialog]");
  if (dialog !== knows) begin(dialog);
  dialog.showModal();
}

function begin(dialog) {
  knows = dialog;
  dialog.querySelector("[data-no]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-ask-form]").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await ask(event.target, dialog);
    } catch (error) {
      unreachable(error);
    }
  });
}

async function ask(form, dialog) {
  const response = await send(form.action, form);
  const answer = await told(response);
  if (!response.ok) {
    toast(answer.message, { error: true });
    return;
  }
  dialog.close();
  toast(answer.text);
  for (const place of document.querySelectorAll("[data-asked]")) place.textContent = answer.text;
  for (const link of document.querySelectorAll("[data-composer] [data-ask-credits]")) link.hidden = true;
}
