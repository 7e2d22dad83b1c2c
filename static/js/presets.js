// Presets: applied with Undo, saved from the form as it stands, deleted with Undo.

import { composerForm, entriesOf } from "./fill.js";
import { excuse, fragment, parse, unreachable } from "./http.js";
import { openDialog } from "./dialog.js";
import { toast, undoable } from "./toast.js";
import { say } from "./words.js";

export async function openPresets(link) {
  const dialog = await openDialog(link.href, say("presets"));
  dialog?.addEventListener("submit", (event) => sent(event, dialog));
}

async function sent(event, dialog) {
  event.preventDefault();
  const isSaving = event.target.matches("[data-preset-save]");
  const answer = await post(event.target.action, isSaving ? content(event.target) : new FormData(event.target));
  if (!answer) return;
  if (answer.html === undefined) {
    const line = dialog.querySelector("[data-preset-error]");
    line.hidden = false;
    line.textContent = answer.message;
    event.target.querySelector("input[name=preset_name]")?.focus();
    return;
  }
  dialog.close();
  draw(answer.html);
  if (answer.undo) undoable(answer.message, () => putBack(answer.undo));
  else toast(answer.message);
}

function content(form) {
  const body = new FormData(form);
  for (const [name, value] of entriesOf(composerForm())) body.append(name, value);
  return body;
}

async function putBack(token) {
  const form = composerForm();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("undo", token);
  const answer = await post(form.querySelector("[data-presets]").dataset.presets, body);
  if (answer?.html) draw(answer.html);
  if (answer) toast(answer.message);
}

async function post(url, body) {
  try {
    const response = await fragment(url, { method: "POST", body });
    if (response.ok || response.status === 422) return await response.json();
    toast(excuse(response), { error: true });
  } catch (error) {
    unreachable(error);
  }
  return null;
}

function draw(html) {
  composerForm()?.querySelector("[data-presets]")?.replaceWith(parse(html));
}
