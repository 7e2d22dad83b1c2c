// What became of a comparison or a batch, in the head of its group: asked for when a task of it changes.

import { localise } from "./clock.js";
import { fragment, parse } from "./http.js";

const SOON = 600;
const due = new Set();

export function groupNotes() {
  document.addEventListener("studio:change", ({ detail: { kind, id } }) => {
    if (kind === "task") noteSoon(document.querySelector(`.tile[data-task="${CSS.escape(id)}"]`));
  });
}

// Of the group that this is, or is in.
export function noteSoon(part) {
  const group = part?.closest(".batch-group");
  if (!group || due.has(group.id)) return;
  due.add(group.id);
  setTimeout(renew, SOON, group);
}

async function renew(group) {
  due.delete(group.id);
  const response = await fragment(`/batches/${group.dataset.run}/?part=note`).catch(() => null);
  const fresh = response?.ok && parse(await response.text()).querySelector("[data-group-note]");
  if (!fresh) return;
  group.querySelector("[data-group-note]").replaceWith(fresh);
  localise(fresh);
}
