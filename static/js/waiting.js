// Generate waits for what is still on its way.

import { composerForm } from "./fill.js";
import { announce } from "./toast.js";
import { say } from "./words.js";

export function waitForUploads() {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const waiting = () => form.querySelectorAll(".slot.waiting").length;
    if (!form.matches("[data-composer]") || submitter?.name === "switch" || !waiting()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = say("uploads", { count: waiting() });
    const note = form.querySelector("[data-note]");
    note.textContent = text;
    announce(text);
    if (form.dataset.waits) return;
    form.dataset.waits = "1";
    const go = () => {
      if (waiting()) return;
      document.removeEventListener("references:settled", go);
      const here = composerForm();
      delete form.dataset.waits;
      here?.requestSubmit(here.querySelector("[data-generate]"));
    };
    document.addEventListener("references:settled", go);
  }, true);
}
