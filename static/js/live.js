// What changes elsewhere shows here.

import { fragment, parse, SignedOut } from "./http.js";
import { addBatch, addRun } from "./feed.js";
import { queueChanged } from "./queue_chip.js";
import { stream } from "./stream.js";
import { changed, refresh } from "./tiles.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const AGAIN = 3000;
const missed = new Map(); // what could not be fetched when it happened

const HANDLERS = {
  task(id) {
    changed(id);
    return queueChanged(id);
  },
  progress(id) {
    changed(id, { calmly: true });
  },
  asset: refreshAsset,
  run: addRun,
  batch: addBatch,
  balance() {
    document.dispatchEvent(new Event("balance"));
    return Promise.all([refreshCredits(), queueChanged()]);
  },
  notice() {
    queueChanged();
    toast(say("notice"), { label: say("open"), act: () => location.assign("/notices/") });
  },
};

export function live(page) {
  const { live: address, me, cursor } = page.dataset;
  stream({ address, me, cursor: Number(cursor) || 0 }, (events) => {
    events.forEach(happened);
  });
  setInterval(again, AGAIN);
  window.addEventListener("online", again);
  for (const name of ["online", "offline"]) {
    window.addEventListener(name, () => {
      document.dispatchEvent(new CustomEvent("studio:offline", { detail: { offline: !navigator.onLine } }));
    });
  }
}

async function happened([kind, id]) {
  document.dispatchEvent(new CustomEvent("studio:change", { detail: { kind, id } }));
  try {
    await HANDLERS[kind]?.(id);
  } catch (error) {
    if (!(error instanceof SignedOut)) missed.set(`${kind} ${id}`, [kind, id]);
  }
}

function again() {
  if (!missed.size || !navigator.onLine) return;
  const events = [...missed.values()];
  missed.clear();
  events.forEach(happened);
}

function refreshAsset(id) {
  const slot = document.querySelector(`[data-slot="${CSS.escape(id)}"]`);
  const fallback = slot?.querySelector(".fallback");
  if (fallback) {
    const picture = document.createElement("img");
    Object.assign(picture, { src: slot.dataset.preview, alt: slot.dataset.name });
    fallback.replaceWith(picture);
  }
  const tile = document.querySelector(`.tile[data-task][data-asset="${CSS.escape(id)}"]`);
  if (tile) refresh(tile.dataset.task);
  else refreshSaved();
}

// A new one: of several results that are being saved, it is shown before the others are.
function refreshSaved() {
  const saving = document.querySelectorAll(".tile[data-state=archiving]");
  for (const id of new Set([...saving].map((some) => some.dataset.task))) refresh(id, { calmly: true });
}

async function refreshCredits() {
  const chip = document.querySelector("[data-credits]");
  const response = chip && (await fragment("/usage/"));
  if (!response?.ok) return;
  const fresh = parse(await response.text()).firstElementChild;
  const held = chip === document.activeElement;
  chip.replaceWith(fresh);
  if (held) fresh.focus({ preventScroll: true });
}
