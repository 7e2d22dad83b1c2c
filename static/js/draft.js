// The form survives: in this tab, on this device, and on the server for the next device.

import { now } from "./clock.js";
import { entriesOf, fill, same } from "./fill.js";
import { fragment } from "./http.js";
import { PREFIX, forget, know, read, versions, write } from "./kept.js";
import { toast, undoable } from "./toast.js";
import { say } from "./words.js";

const HERE = 250;
const THERE = 2000;
const SHOWN = 10000;
const BEACON = 60000; // bytes that may outlive the page

let shown = ""; // the kind of the form before this one; none before the first of the page
let pending = null; // what the server does not have yet
let saving = Promise.resolve(); // one save after the other: each says which version it knows

export function draft(form) {
  const place = form.querySelector("[data-draft]");
  const { draft: url, person } = place.dataset;
  const key = PREFIX + person;
  const kind = form.elements.kind.value;
  const opened = read(key)?.entries ?? [];
  let timers = [];

  function changed() {
    timers.forEach(clearTimeout);
    timers = [setTimeout(keepHere, HERE), setTimeout(() => keepThere(), THERE)];
    pending = keepThere;
  }

  function keepHere() {
    if (form.isConnected) write(key, { kind, at: now(), entries: entriesOf(form) });
  }

  function keepThere(leaving = false) {
    clearTimeout(timers[1]);
    if (pending === keepThere) pending = null;
    if (leaving) save(true);
    else saving = saving.then(() => save());
  }

  async function save(leaving = false) {
    if (!form.isConnected) return;
    keepHere();
    const body = new URLSearchParams([...entriesOf(form), ["known", versions(key)[kind] ?? place.dataset.version]]);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const keepalive = leaving && String(body).length < BEACON;
    try {
      const response = await fragment(url, { method: "POST", body, keepalive });
      if (response.ok) know(key, kind, (await response.json()).version);
      else if (response.status === 409) newer(await response.json());
    } catch {
      // It is kept on this device, and sent with the next change.
    }
  }

  function newer({ version, fields }) {
    know(key, kind, version);
    const entries = pairs(fields);
    // What this page was opened with may have been saved while it was on its way.
    if (same(sorted(entries), sorted(opened))) changed();
    else if (!same(sorted(entries), sorted(entriesOf(form)))) toast(say("newer"), { label: say("use_it"), act: () => fill({}, { entries, done: say("taken_over") }) });
  }

  for (const name of ["input", "change", "composer:changed"]) form.addEventListener(name, changed);
  hideLater(form.querySelector("[data-restored]"));
  const before = shown;
  shown = kind;
  if (!before) open(form, key, kind, place, changed);
  else if (before !== kind) know(key, kind, place.dataset.version); // drawn from what the server has
}

// What this tab or this device has, where it is newer than what the server knew.
function open(form, key, kind, place, changed) {
  const { isInstructed, version } = place.dataset;
  const was = versions(key)[kind];
  know(key, kind, version);
  if (isInstructed !== undefined) {
    forgetInstructions();
    changed();
    offerUndo(read(key)?.entries ?? pairs(JSON.parse(form.querySelector("#draft-before")?.textContent ?? "{}")), form);
    return;
  }
  const found = read(key);
  const isOlder = found && found.kind === kind && version && version !== was && found.at < Date.parse(version);
  if (!found || isOlder || same(found.entries, entriesOf(form))) return;
  fill({}, { entries: found.entries }).then((fresh) => {
    const line = fresh?.querySelector("[data-restored]");
    if (!line) return;
    line.hidden = false;
    hideLater(line);
  });
}

// A link filled the form: what was there before can be put back.
function offerUndo(before, form) {
  if (before.length && !same(before, entriesOf(form))) undoable(say("taken_over"), () => fill({}, { entries: before }));
}

const pairs = (fields) => Object.entries(fields).flatMap(([name, values]) => values.map((value) => [name, value]));

function forgetInstructions() {
  const url = new URL(location.href);
  for (const name of [...url.searchParams.keys()]) if (name !== "feed") url.searchParams.delete(name);
  const here = location.pathname + location.search;
  history.replaceState(history.state, "", url);
  for (const field of document.querySelectorAll("input[name=next]")) if (field.value === here) field.value = url.pathname + url.search;
}

function hideLater(line) {
  if (line && !line.hidden) setTimeout(() => { line.hidden = !line.contains(document.activeElement); }, SHOWN);
}

const sorted = (entries) => [...entries].sort(([one], [other]) => (one < other ? -1 : Number(one > other)));

// On every page: leaving saves what is not saved, signing out leaves nothing on this device.
export function drafts() {
  window.addEventListener("pagehide", () => pending?.(true));
  document.addEventListener("visibilitychange", () => { if (document.hidden) pending?.(true); });
  document.addEventListener("submit", (event) => {
    if (!new URL(event.target.action, location.href).pathname.startsWith("/logout/")) return;
    pending?.(true);
    forget();
  });
}
