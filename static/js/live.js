// What changes elsewhere shows here: a stream of small events, and a slow question where it fails.

import { fragment, parse, SignedOut } from "./http.js";
import { localise } from "./clock.js";
import { refresh, taskOnPage } from "./tiles.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const SILENCE = 20000;
const ASK_EVERY = 5000;

export function live(page) {
  let cursor = Number(page.dataset.cursor);
  let heard = Date.now();
  let source = null;
  let stopped = false;

  function connect() {
    source?.close();
    source = new EventSource(`${page.dataset.live}?after=${cursor}`);
    for (const kind of Object.keys(HANDLERS)) {
      source.addEventListener(kind, (event) => {
        heard = Date.now();
        cursor = Math.max(cursor, Number(event.lastEventId) || 0);
        handle(kind, JSON.parse(event.data).id);
      });
    }
  }

  async function ask() {
    if (stopped || document.hidden) return;
    const quiet = Date.now() - heard > SILENCE;
    const broken = source?.readyState !== EventSource.OPEN;
    if (!broken && !(quiet && document.querySelector("[data-waiting]"))) return;
    try {
      const response = await fragment(`/events/since/${cursor}`);
      if (!response.ok) return;
      const answer = await response.json();
      cursor = answer.cursor;
      new Map(answer.events.map((event) => [event.kind + event.id, event])).forEach((event) => handle(event.kind, event.id));
      if (source?.readyState === EventSource.CLOSED) connect();
    } catch (error) {
      if (error instanceof SignedOut) {
        stopped = true;
        toast(say("signed_out"));
      }
    }
  }

  connect();
  setInterval(ask, ASK_EVERY);
  for (const name of ["online", "visibilitychange"]) {
    (name === "online" ? window : document).addEventListener(name, () => { heard = 0; ask(); });
  }
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
}

const HANDLERS = {
  task: (id) => { if (taskOnPage(id)) refresh(id); },
  progress: (id) => { if (taskOnPage(id)) refresh(id); },
  asset: refreshAsset,
  run: addRun,
  balance: refreshCredits,
};

function handle(kind, id) {
  Promise.resolve(HANDLERS[kind]?.(id)).catch(() => {});
}

function refreshAsset(id) {
  const slot = document.querySelector(`[data-slot="${CSS.escape(id)}"]`);
  const fallback = slot?.querySelector(".fallback");
  if (fallback) {
    const picture = document.createElement("img");
    Object.assign(picture, { src: slot.dataset.preview, alt: slot.dataset.name });
    fallback.replaceWith(picture);
  }
  const tile = document.querySelector(`[data-asset="${CSS.escape(id)}"]`);
  // Its preview is there now: a tile that shows it already must not blink.
  if (tile?.querySelector(".fallback")) {
    tile.dataset.state = "archived";
    return refresh(tile.dataset.task);
  }
  return null;
}

async function refreshCredits() {
  const chip = document.querySelector("[data-credits]");
  const response = chip && (await fragment("/usage/"));
  if (response?.ok) chip.replaceWith(parse(await response.text()).firstElementChild);
}

async function addRun(id) {
  const list = document.querySelector("[data-runs]");
  if (!list || document.getElementById(`r-${id}`)) return;
  const response = await fragment(`/runs/${encodeURIComponent(id)}/`);
  if (response.ok) prepend(await response.text(), list);
}

export function prepend(html, list) {
  const run = parse(html).querySelector("[data-run]");
  const mine = run && run.dataset.author === document.body.dataset.me;
  if (!run || document.getElementById(run.id) || (list.dataset.runs === "mine" && !mine)) return;
  document.querySelector("[data-empty]")?.remove();
  list.prepend(run);
  localise(run);
}
