// The run's header says what became of it; it is announced once, when all is over.

import { announce } from "./toast.js";

export function note(fresh, held) {
  const old = document.querySelector(`[data-run-note="${CSS.escape(fresh.dataset.runNote)}"]`);
  if (!old || held) return;
  write(old, fresh.textContent);
  const run = old.closest("[data-run]");
  write(run.querySelector("[data-run-cost]"), fresh.dataset.cost);
  write(run.querySelector("[data-run-credits]"), fresh.dataset.credits);
  menu(run, fresh.dataset);
  const { outcome } = fresh.dataset;
  if (outcome && !old.dataset.outcome) {
    announce(outcome);
    document.dispatchEvent(new CustomEvent("studio:outcome", { detail: { text: outcome } }));
  }
  Object.assign(old.dataset, fresh.dataset);
}

function write(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

// What of the run can still be stopped, and what can be done with its results.
function menu(run, { open, kept, stop }) {
  for (const item of run.querySelectorAll("[data-needs]")) item.hidden = Number(kept) < item.dataset.needs;
  const cancel = run.querySelector("[data-run-cancel]");
  if (!cancel) return;
  cancel.hidden = open === "0";
  write(cancel.querySelector("[data-words]"), stop);
}
