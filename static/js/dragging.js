// Files and results are dragged onto the composer; slots are dragged to another place.

import { board } from "./references.js";
import { slotsOf } from "./slots.js";
import { say } from "./words.js";

const EDGE = 0.25; // of a slot's width: there, what is dropped goes between

let dragged = null; // {slot}, or {id, kind} of a result

export function dragging() {
  document.addEventListener("dragstart", (event) => {
    const slot = event.target.closest?.(".slot[data-slot]");
    const tile = event.target.closest?.("[data-asset]");
    if (slot) dragged = { slot, kinds: [slot.dataset.kind] };
    else if (tile?.dataset.asset) dragged = { id: tile.dataset.asset, kinds: [tile.dataset.kind] };
    if (dragged) event.dataTransfer.effectAllowed = slot ? "move" : "copyLink";
  });
  document.addEventListener("dragend", end);
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) clear(); });
  document.addEventListener("drop", drop);
}

function end() {
  dragged = null;
  clear();
}

function over(event) {
  const here = placeOf(event);
  if (!here) return;
  event.preventDefault(); // a file that misses must not replace the page
  clear();
  const { target, allowed, hint } = here;
  event.dataTransfer.dropEffect = !allowed ? "none" : dragged?.slot ? "move" : "copy";
  target.classList.add(allowed ? "over" : "refused");
  target.dataset.hint = hint;
  if (here.side) target.dataset.side = here.side;
}

function drop(event) {
  const here = placeOf(event);
  const files = [...event.dataTransfer.files];
  const held = dragged;
  end();
  if (!here) return;
  event.preventDefault();
  if (!here.allowed) return;
  if (held?.slot) board().move(held.slot, here.before);
  else if (held) board().add([held.id], here.at);
  else if (files.length) board().take(files, here.at);
}

function clear() {
  for (const element of document.querySelectorAll(".over, .refused")) {
    element.classList.remove("over", "refused");
    delete element.dataset.hint;
    delete element.dataset.side;
  }
}

function kindsOf(event) {
  if (dragged) return dragged.kinds;
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  return items.map((item) => item.type.split("/")[0]);
}

function placeOf(event) {
  const isFile = event.dataTransfer?.types.includes("Files");
  const here = board();
  if (!here || !(dragged || isFile) || !(isFile || event.target.closest?.("[data-composer]"))) return null;
  if (dragged && !dragged.slot && !dragged.id) return null;
  const kinds = kindsOf(event);
  const slot = event.target.closest(".slot[data-slot]");
  if (dragged?.slot) return slot && slot !== dragged.slot ? between(slot, event) : null;
  const wrong = refusal(kinds, here.data);
  if (slot) return { ...onSlot(slot, event), ...wrong };
  const add = event.target.closest("[data-add]") ?? here.box.querySelector(":scope > [data-add]:not([hidden])");
  const target = add && !add.hidden ? add : here.box;
  return { target, allowed: true, hint: say("add_here"), at: { role: add?.dataset.add }, ...wrong };
}

function onSlot(slot, event) {
  const side = sideOf(slot, event);
  if (side) return { target: slot, allowed: true, hint: say("add_here"), side, at: { before: side === "before" ? slot : slot.nextElementSibling } };
  const n = slotsOf(slot.parentElement).indexOf(slot) + 1;
  return { target: slot, allowed: true, hint: say("replace", { n }), at: { replace: slot } };
}

function between(slot, event) {
  const box = slot.getBoundingClientRect();
  const side = event.clientX < box.left + box.width / 2 ? "before" : "after";
  return { target: slot, allowed: true, hint: "", side, before: side === "before" ? slot : slot.nextElementSibling };
}

function sideOf(slot, event) {
  const box = slot.getBoundingClientRect();
  const part = (event.clientX - box.left) / box.width;
  if (part < EDGE) return "before";
  return part > 1 - EDGE ? "after" : "";
}

// Why it cannot be dropped; a kind the browser does not tell is for the server to judge.
function refusal(kinds, { roles, most }) {
  const taken = [...new Set(roles.map((rule) => rule.kind))];
  if (!most) return { allowed: false, hint: say("no_references") };
  const known = kinds.filter(Boolean);
  if (!known.length || known.some((kind) => taken.includes(kind))) return {};
  const list = new Intl.ListFormat(document.documentElement.lang || "en").format(taken.map((kind) => say(`${kind}_kind`)));
  return { allowed: false, hint: say("only", { kinds: list }) };
}
