// Generate waits for what is still on its way, and makes nothing without what did not arrive.

import { openSheet } from "./sheet.js";
import { announce, toast } from "./toast.js";
import { say } from "./words.js";

const TURNS = ["switch", "to", "apply"]; // they fill the form anew and spend nothing

const waiting = (form) => form.querySelectorAll(".slot.waiting").length;
const failed = (form) => form.querySelector(".slot.failed");
const reason = (slot) => slot.querySelector("p").textContent;

export function waitForUploads() {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!form.matches("[data-composer]") || TURNS.includes(submitter?.name)) return;
    const lost = failed(form);
    if (!lost && !waiting(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (lost) show(lost);
    else wait(form);
  }, true);
}

function show(slot) {
  openSheet();
  slot.querySelector("button").focus();
  announce(reason(slot));
}

function wait(form) {
  const text = say("uploads", { count: waiting(form) });
  form.querySelector("[data-note]").textContent = text;
  announce(text);
  if (form.dataset.waits) return;
  form.dataset.waits = "1";
  document.addEventListener("references:settled", function settled() {
    if (form.isConnected && waiting(form)) return;
    document.removeEventListener("references:settled", settled);
    delete form.dataset.waits;
    if (form.isConnected) goOn(form); // else another form stands there, of which nobody pressed Generate
  });
}

function goOn(form) {
  const lost = failed(form);
  if (!lost) return form.requestSubmit(form.querySelector("[data-generate]"));
  toast(reason(lost), { error: true });
  form.dispatchEvent(new CustomEvent("priced", { bubbles: true })); // the note is the price's again
}
