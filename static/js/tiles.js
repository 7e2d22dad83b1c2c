// Tiles as the server draws them now. Only their inside is replaced, so that nothing jumps.

import { fragment, parse, SignedOut } from "./http.js";
import { clockwork } from "./clock.js";
import { enliven } from "./enliven.js";
import { note } from "./run_note.js";
import { arrive, patch } from "./tile_change.js";

const CALM = 1000; // percentages move at most so often
const SOON = 40; // what comes together is asked for together
const MOST = 50;
const AGAIN = 2000; // where the question failed
const TRIES = 7; // to find a preview, within some ten seconds
const MANY = 200;

const due = new Map(); // task -> when
const asked = new Map(); // task -> when last
const early = new Set(); // tasks that changed before their tiles were here
let timer = 0;
let busy = false;

function isHere(id) {
  return document.querySelector(`.tile[data-task="${CSS.escape(id)}"]`) !== null;
}

// What is told of a task may overtake the answer that draws its tiles.
export function changed(id, options) {
  if (isHere(id)) refresh(id, options);
  else early.add(id);
  if (early.size > MANY) early.delete(early.values().next().value);
}

export function arrived(root) {
  for (const tile of [root, ...root.querySelectorAll("[data-waiting]")]) {
    if (early.delete(tile.dataset.task)) refresh(tile.dataset.task);
  }
}

export function refresh(id, { calmly = false } = {}) {
  const earliest = calmly ? (asked.get(id) ?? 0) + CALM : 0;
  const at = Math.max(Date.now() + SOON, earliest);
  due.set(id, Math.min(at, due.get(id) ?? Infinity));
  plan();
}

function plan() {
  clearTimeout(timer);
  if (busy || !due.size || !navigator.onLine) return;
  timer = setTimeout(ask, Math.max(0, Math.min(...due.values()) - Date.now()));
}

async function ask() {
  const now = Date.now();
  const ids = [...due.keys()].filter((id) => due.get(id) <= now).slice(0, MOST);
  for (const id of ids) {
    due.delete(id);
    asked.set(id, now);
  }
  busy = true;
  const html = await question(ids);
  busy = false;
  if (html === null) for (const id of ids) due.set(id, due.get(id) ?? Date.now() + AGAIN);
  plan();
  if (html) place(parse(html)); // a picture that is slow to decode keeps nobody else waiting
}

// Null: ask again. Whoever is signed out is told so elsewhere.
async function question(ids) {
  try {
    const response = await fragment(`/tasks/tiles?ids=${ids.join()}`);
    return response.ok ? await response.text() : null;
  } catch (error) {
    return error instanceof SignedOut ? "" : null;
  }
}

export async function place(content) {
  const notes = [...content.querySelectorAll("[data-run-note]")];
  const held = new Set();
  const changes = [...content.querySelectorAll(".tile")].map(async (fresh) => {
    const old = document.getElementById(fresh.id);
    const run = (old ?? document.getElementById(fresh.dataset.replaces))?.closest("[data-run]");
    if (old && !(await update(old, fresh))) held.add(run?.dataset.run);
    if (!old) swapWhole(fresh);
  });
  await Promise.all(changes);
  for (const fresh of notes) note(fresh, held.has(fresh.dataset.runNote));
  clockwork();
}

function swapWhole(fresh) {
  const old = document.getElementById(fresh.dataset.replaces);
  if (!old) return;
  const focused = old.contains(document.activeElement);
  old.replaceWith(fresh);
  enliven(fresh);
  arrived(fresh);
  if (focused) (fresh.querySelector("button") ?? fresh).focus({ preventScroll: true });
}

// False where it waits: for a preview, or for a note that is being read.
async function update(old, fresh) {
  const [body, next] = [old.querySelector(".body"), fresh.querySelector(".body")];
  const changed = old.dataset.state !== fresh.dataset.state;
  if (!changed && patch(body, next)) return true;
  if ("waiting" in old.dataset && next.querySelector("[data-pending]") && waits(old, fresh)) return false;
  const reading = body.querySelector(":popover-open");
  if (reading) {
    reading.addEventListener("toggle", () => refresh(old.dataset.task), { once: true });
    return false;
  }
  await arrive(old, fresh, body, next);
  return true;
}

// The file is here, its preview is not: a few moments more of what is shown now.
function waits(old, fresh) {
  old.dataset.asset = fresh.dataset.asset;
  const tries = Number(old.dataset.tries ?? 0) + 1;
  old.dataset.tries = tries;
  if (tries <= TRIES) setTimeout(() => refresh(old.dataset.task), 400 * tries);
  return tries <= TRIES;
}

window.addEventListener("online", plan);
document.addEventListener("studio:look", (event) => {
  const tile = event.target.closest(".tile");
  if (tile) refresh(tile.dataset.task);
});
