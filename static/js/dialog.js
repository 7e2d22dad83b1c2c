// A dialog with a part of another page in it.

import { excuse, fragment, parse, unreachable } from "./http.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

let latest = null;

export async function openDialog(url, title) {
  const content = await load(url);
  if (!content) return null;
  latest?.remove();
  const dialog = document.createElement("dialog");
  dialog.className = "pane";
  dialog.dataset.testid = "pane";
  const heading = Object.assign(document.createElement("h2"), { textContent: title, id: "pane-title" });
  dialog.setAttribute("aria-labelledby", heading.id);
  const head = Object.assign(document.createElement("div"), { className: "pane-head" });
  head.append(heading, closer(dialog));
  const body = Object.assign(document.createElement("div"), { className: "pane-body" });
  body.append(content);
  dialog.append(head, body);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  latest = dialog;
  return dialog;
}

export async function load(url) {
  try {
    const response = await fragment(url);
    if (response.ok) return parse(await response.text());
    toast(excuse(response), { error: true });
  } catch (error) {
    unreachable(error);
  }
  return null;
}

function closer(dialog) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet close", textContent: "×" });
  button.setAttribute("aria-label", say("close"));
  button.addEventListener("click", () => dialog.close());
  return button;
}
