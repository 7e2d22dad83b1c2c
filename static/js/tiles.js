// Tiles as the server draws them now. Only their inside is replaced, so that nothing jumps.

import { fragment, parse } from "./http.js";
import { tick } from "./clock.js";
import { announce } from "./toast.js";
import { say } from "./words.js";

const inFlight = new Map();

export function taskOnPage(id) {
  return document.querySelector(`[data-task="${CSS.escape(id)}"]`) !== null;
}

// At most one request per task at a time, and one more after it if something changed meanwhile.
export async function refresh(id) {
  if (inFlight.has(id)) {
    inFlight.set(id, true);
    return;
  }
  inFlight.set(id, false);
  try {
    const response = await fragment(`/tasks/${encodeURIComponent(id)}/tile`);
    if (response.ok) place(parse(await response.text()));
  } finally {
    const again = inFlight.get(id);
    inFlight.delete(id);
    if (again) refresh(id);
  }
}

export function place(content) {
  for (const fresh of content.querySelectorAll(".tile")) {
    const old = document.getElementById(fresh.id);
    if (old) update(old, fresh);
    else document.getElementById(fresh.dataset.replaces)?.replaceWith(fresh);
  }
  tick();
}

async function update(old, fresh) {
  const body = old.querySelector(".body");
  const next = fresh.querySelector(".body");
  const changed = old.dataset.state !== fresh.dataset.state;
  if (changed) await decoded(next);
  if (old.querySelector(".body") !== body) return;
  if (!changed && patch(body, next)) return;
  if (changed && fresh.dataset.state === "done") next.classList.add("fresh");
  const focused = body.contains(document.activeElement);
  body.replaceWith(next);
  old.dataset.state = fresh.dataset.state;
  for (const name of ["asset", "waiting"]) {
    if (name in fresh.dataset) old.dataset[name] = fresh.dataset[name];
    else delete old.dataset[name];
  }
  if (focused) (next.querySelector("a, button") ?? old).focus({ preventScroll: true });
  if (changed && !("waiting" in fresh.dataset)) tell(old);
}

// A progress event changes a number, not the tile: what is open or focused stays so.
function patch(body, next) {
  const [bar, newBar] = [body.querySelector("progress"), next.querySelector("progress")];
  if (!bar || !newBar || !newBar.hasAttribute("value") || !bar.hasAttribute("value")) return false;
  bar.value = Math.max(bar.value, newBar.value);
  const [row, newRow] = [body.querySelector(".row"), next.querySelector(".row")];
  if (row && newRow && row.textContent !== newRow.textContent) row.replaceWith(newRow);
  return true;
}

async function decoded(body) {
  const picture = body.querySelector("img");
  if (!picture) return;
  picture.loading = "eager";
  const late = new Promise((resolve) => { setTimeout(resolve, 3000); });
  await Promise.race([picture.decode().catch(() => {}), late]);
}

function tell(tile) {
  const reason = tile.querySelector(".state b")?.textContent.trim();
  announce(tile.dataset.state === "done" ? say("ready") : reason ?? "");
}
