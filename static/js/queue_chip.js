// The chip of the top bar: what of mine is being made, on every page, as it changes.

import { fragment, parse, SignedOut } from "./http.js";
import { enliven } from "./enliven.js";
import { ended, counted } from "./title.js";

const CALM = 800;
const AGAIN = 5000; // where it could not be asked for

const wide = matchMedia("(min-width: 900px)");

let timer = 0;
let busy = false; // what two questions ask about is counted twice
let closes = false; // this press began on the chip while its list was open

const chip = () => document.querySelector("[data-queue-chip]");
const list = () => document.getElementById("queue-popover");
const isOpen = () => list().matches(":popover-open");

// Without a task: something of mine began or ended. With one: only if it is mine.
export function queueChanged(task) {
  if (!chip() || (task && !chip().dataset.tasks.includes(task))) return;
  if (!timer) timer = setTimeout(refresh, CALM);
}

async function refresh() {
  timer = 0;
  if (busy) {
    queueChanged();
    return;
  }
  busy = true;
  try {
    const { tasks: was, at: since } = chip().dataset;
    const response = await fragment(`/queue/chip?was=${was}&since=${encodeURIComponent(since)}`);
    if (response.ok) show(parse(await response.text()).firstElementChild);
    else if (response.status >= 500) throw new Error(response.status);
    if (isOpen()) await look();
  } catch (error) {
    if (!timer && !(error instanceof SignedOut)) timer = setTimeout(refresh, AGAIN);
  } finally {
    busy = false;
  }
}

function show(fresh) {
  const old = chip();
  const [link, word] = [old.querySelector("a"), fresh.querySelector("a")];
  if (link.textContent !== word.textContent) {
    link.ariaLabel = word.ariaLabel;
    link.replaceChildren(...word.childNodes);
  }
  link.hidden = word.hidden && document.activeElement !== link;
  for (const name of ["count", "tasks", "at"]) old.dataset[name] = fresh.dataset[name];
  for (const badge of document.querySelectorAll("[data-unread]")) {
    badge.hidden = fresh.dataset.notices === "0";
    badge.firstChild.data = fresh.dataset.notices;
  }
  if (fresh.dataset.ready) ended(fresh.dataset);
  counted(Number(old.dataset.count));
}

// The list as it is now; what had the focus keeps it.
async function look() {
  const response = await fragment("/queue/short");
  if (!response.ok) return false;
  const fresh = parse(await response.text());
  const held = list().contains(document.activeElement) && document.activeElement.href;
  list().replaceChildren(fresh);
  enliven(list());
  if (held) focus(held);
  return true;
}

function focus(address) {
  const links = [...list().querySelectorAll("a")];
  (links.find((link) => link.href === address) ?? links[0]).focus({ preventScroll: true });
}

export function queueChip() {
  if (!chip()) return;
  counted(Number(chip().dataset.count));
  describe();
  document.addEventListener("pointerdown", (event) => { closes = isOpen() && Boolean(event.target.closest("[data-queue-chip] a")); });
  document.addEventListener("click", open);
  list().addEventListener("toggle", describe);
  wide.addEventListener("change", describe);
}

function describe() {
  const link = chip().querySelector("a");
  link.ariaHasPopup = wide.matches ? "dialog" : null;
  link.ariaExpanded = wide.matches ? String(isOpen()) : null;
}

// On wide screens a look at the queue without leaving the page; the link does it elsewhere.
async function open(event) {
  const link = event.target.closest("[data-queue-chip] a");
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (closes || isOpen()) {
    closes = false;
    list().hidePopover();
    return;
  }
  if (!await look().catch(() => false)) {
    location.assign(link.href);
    return;
  }
  list().showPopover();
  list().querySelector("a")?.focus();
}
