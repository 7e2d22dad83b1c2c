// The feed: new runs come in at the top, and wait behind a pill while somebody reads below.

import { fragment, parse } from "./http.js";
import { enliven } from "./enliven.js";
import { groupNotes, noteSoon } from "./group_note.js";
import { arrived, refresh } from "./tiles.js";
import { say } from "./words.js";

export const READING = 200; // pixels below the top

const waiting = [];

// A run somebody started: a colleague, or this person on another device.
export function addRun(id) {
  return add(id, `/runs/${encodeURIComponent(id)}/`);
}

// The same of a batch, which is one group; one that is on the page has only changed.
export function addBatch(id) {
  return add(id, `/batches/${encodeURIComponent(id)}/?part=group`);
}

async function add(id, address) {
  const list = document.querySelector("[data-runs]");
  if (!list || document.getElementById(`r-${id}`)) return;
  const response = await fragment(address);
  if (response.status >= 500) throw new Error(response.status); // it is asked for again
  if (!response.ok) return;
  const run = fresh(await response.text(), list);
  if (!run) return;
  if (scrollY > READING) hold(run);
  else insert(run, list);
}

// A run that was started right here.
export function prepend(html, list) {
  const run = fresh(html, list);
  if (run) insert(run, list);
}

function fresh(html, list) {
  const run = parse(html).querySelector("[data-run]");
  const mine = run && run.dataset.author === document.body.dataset.me;
  const known = run && (document.getElementById(run.id) || waiting.some((some) => some.id === run.id));
  return !run || known || (list.dataset.runs === "mine" && !mine) ? null : run;
}

function insert(run, list) {
  document.querySelector("[data-empty]")?.remove();
  list.prepend(run);
  enliven(run);
  arrived(run);
}

function hold(run) {
  waiting.push(run);
  pill();
}

function pill() {
  const button = document.querySelector("[data-new-runs]");
  if (!button) return;
  button.hidden = !waiting.length;
  button.textContent = say("new_runs", { count: waiting.length });
}

function release() {
  const list = document.querySelector("[data-runs]");
  const runs = waiting.splice(0);
  for (const run of runs) {
    insert(run, list);
    // It went on while it was held.
    run.querySelectorAll("[data-waiting]").forEach((tile) => refresh(tile.dataset.task));
    noteSoon(run);
  }
  pill();
}

export function feed() {
  groupNotes();
  const button = document.querySelector("[data-new-runs]");
  button?.addEventListener("click", () => {
    release();
    scrollTo({ top: 0 });
    document.querySelector("[data-runs] .run h2 a")?.focus({ preventScroll: true });
  });
  addEventListener("scroll", () => { if (waiting.length && scrollY < 10) release(); }, { passive: true });
  document.addEventListener("htmx:afterSettle", (event) => {
    const list = event.target.closest?.("[data-runs]");
    if (list) enliven(list);
  });
  document.querySelector("[data-tile-sizes]")?.addEventListener("submit", resize);
}

async function resize(event) {
  event.preventDefault();
  const chosen = event.submitter;
  for (const button of event.target.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
  document.querySelector("[data-runs]").dataset.size = chosen.value;
  const body = new FormData(event.target);
  body.set("tiles", chosen.value);
  await fragment(event.target.action, { method: "POST", body }).catch(() => {});
}
