// What is kept for Compare, on every page: "2 of 4 · Compare · Clear".

import { onKey } from "./keys.js";
import { pictureInHand } from "./picture_keys.js";
import { announce, toast } from "./toast.js";
import { say } from "./words.js";

const MOST = 4;
const KEY = `compare:${document.body.dataset.me ?? ""}`;

export function tray() {
  if (!document.body.dataset.me) return;
  draw();
  onKey("compare.add", () => {
    const picture = pictureInHand();
    return picture ? toggle(picture.dataset.asset, picture) : false;
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-compare-add]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    toggle(link.dataset.compareAdd, link.closest("[data-asset]"));
  });
  window.addEventListener("storage", (event) => { if (event.key === KEY) draw(); });
}

export function remove(id) {
  keep(kept().filter((item) => item.id !== id));
}

function toggle(id, tile) {
  const items = kept();
  if (items.some((item) => item.id === id)) {
    remove(id);
    announce(say("tray_removed"));
  } else if (items.length === MOST) {
    toast(say("tray_full"));
  } else {
    keep([...items, { id, src: small(id, tile) }]);
    announce(say("tray_added", { count: items.length + 1 }));
  }
  return true;
}

// Only addresses of our own pictures are kept, and nothing that was written.
function small(id, tile) {
  const src = tile?.querySelector("img")?.getAttribute("src") ?? "";
  return src.startsWith(`/a/${id}/`) ? src : "";
}

export function kept() {
  try {
    const items = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return items.filter((item) => /^[0-9a-f-]{36}$/.test(item.id)).slice(0, MOST);
  } catch {
    return [];
  }
}

function keep(items) {
  try {
    localStorage.setItem(KEY, JSON.stringify(items));
  } catch {
    toast(say("failed"), { error: true });
  }
  draw();
}

function draw() {
  document.querySelector(".tray")?.remove();
  const items = document.querySelector("[data-compare] [data-stage]") ? [] : kept();
  document.documentElement.classList.toggle("with-tray", items.length > 0);
  if (!items.length) return;
  const box = element("aside", "tray", { ariaLabel: say("compare") });
  box.dataset.testid = "tray";
  box.append(...items.map(chip), words(items), ...buttons(items));
  document.body.append(box);
}

function chip(item) {
  const button = element("button", "tray-chip", { type: "button", title: say("remove"), ariaLabel: say("remove") });
  if (item.src.startsWith("/a/")) button.append(element("img", "", { src: item.src, alt: "" }));
  button.addEventListener("click", () => remove(item.id));
  return button;
}

function words(items) {
  return element("span", "tray-count", { textContent: say("tray_count", { count: items.length }) });
}

function buttons(items) {
  const href = `/compare/?ids=${items.map((item) => item.id).join()}`;
  const open = element("a", "btn sm primary", { href, textContent: say("compare") });
  const clear = element("button", "btn sm quiet", { type: "button", textContent: say("clear") });
  clear.addEventListener("click", () => keep([]));
  return [open, clear];
}

function element(name, className, values) {
  return Object.assign(document.createElement(name), { className }, values);
}
