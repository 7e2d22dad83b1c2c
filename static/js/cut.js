// Crop and trim: what is kept takes the place of the reference.

import { openDialog } from "./dialog.js";
import { send, told } from "./http.js";
import { board } from "./references.js";
import { crop } from "./crop.js";
import { trim } from "./trim.js";
import { say } from "./words.js";

export async function openCut(link) {
  const slot = link.closest(".slot[data-slot]") ?? document.querySelector(`.slot[data-slot="${link.dataset.cut}"]`);
  slot.querySelector("[popover]")?.hidePopover();
  const dialog = await openDialog(addressOf(link, slot), link.textContent.replace("…", "").trim());
  const form = dialog?.querySelector("[data-cut-form]");
  if (!form) return;
  (form.dataset.cutForm === "image" ? crop : trim)(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(form, slot, dialog);
  });
}

function addressOf(link, slot) {
  const url = new URL(link.href);
  const rule = board()?.data.roles.find((role) => role.name === slot.dataset.role);
  if (rule?.max_seconds) url.searchParams.set("most", rule.max_seconds);
  return url;
}

async function keep(form, slot, dialog) {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  try {
    const response = await send(form.action, form);
    const answer = await told(response);
    if (response.status !== 201) return refuse(form, answer.message);
    dialog.close();
    await board()?.add([`${answer.asset}:${slot.dataset.role}`], { replace: slot, role: slot.dataset.role });
  } catch {
    refuse(form, say("offline"));
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function refuse(form, text) {
  const line = form.querySelector("[data-cut-error]");
  line.hidden = false;
  line.textContent = text;
}
