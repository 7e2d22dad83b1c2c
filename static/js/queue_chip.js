// The chip of the top bar: what of mine is being made, on every page, as it changes.

import { fragment, parse, SignedOut } from "./http.js";
import { enliven } from "./enliven.js";
import { ended, counted } from "./title.js";

const CALM = 800;
const AGAIN = 5000; // where it could not be asked for
const WIDE = "(min-width: 900px)";

let timer = 0;

const chip = () => document.querySelector("[data-queue-chip]");

// Without a task: something of mine began or ended. With one: only if it is mine.
export function queueChanged(task) {
  if (!chip() || (task && !chip().dataset.tasks.includes(task))) return;
  if (!timer) timer = setTimeout(refresh, CALM);
}

async function refresh() {
  timer = 0;
  try {
    const response = await fragment(`/queue/chip?was=${chip().dataset.tasks}`);
    if (response.ok) show(parse(await response.text()).firstElementChild);
    else if (response.status >= 500) throw new Error(response.status);
  } catch (error) {
    if (!timer && !(error instanceof SignedOut)) timer = setTimeout(refresh, AGAIN);
  }
}

function show(fresh) {
  const old = chip();
  const [link, word] = [old.querySelector("a"), fresh.querySelector("a")];
  if (link.textContent !== word.textContent) link.textContent = word.textContent;
  link.hidden = word.hidden && document.activeElement !== link;
  for (const name of ["count", "tasks"]) old.dataset[name] = fresh.dataset[name];
  if (fresh.dataset.ended) ended(fresh.dataset);
  counted(Number(old.dataset.count));
}

export function queueChip() {
  if (!chip()) return;
  counted(Number(chip().dataset.count));
  document.addEventListener("click", open);
}

// On wide screens a look at the queue without leaving the page; the link does it elsewhere.
async function open(event) {
  const link = event.target.closest("[data-queue-chip] a");
  if (!link || !matchMedia(WIDE).matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const popover = document.getElementById("queue-popover");
  const response = await fragment("/queue/short").catch(() => null);
  if (!response?.ok) {
    location.assign(link.href);
    return;
  }
  popover.replaceChildren(parse(await response.text()));
  enliven(popover);
  popover.showPopover();
  popover.querySelector("a")?.focus();
}
