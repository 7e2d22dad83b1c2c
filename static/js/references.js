// References: files, results and what lies on the shelf become slots of the form.

import { fill } from "./fill.js";
import { fragment, parse, told } from "./http.js";
import { besideItsButton } from "./slot_menu.js";
import { chooseRole, freeRole, keepLate, numberOf, outline, putBack, remember, setRole, settle, slotsOf, swapFrames } from "./slots.js";
import { announce, toast, undoable } from "./toast.js";
import { failed, shownFromHere, upload, waitingSlot } from "./upload.js";
import { say } from "./words.js";

let now = null;

// The references of the form on this page; null where its model takes none.
export const board = () => (now?.box.isConnected ? now : null);

export function references(field) {
  const form = field.closest("form");
  const box = field.querySelector("[data-slots]");
  const data = JSON.parse(field.querySelector("#references-data").textContent);
  const url = field.dataset.references;

  // `at`: {replace: slot}, {before: element}, {role}, or nothing for the first free place.
  function put(slot, at = {}, isOneOfMany = false) {
    const before = remember(box);
    const kind = slot.dataset.kind;
    const role = at.role || at.replace?.dataset.role || freeRole(box, kind, data);
    if (at.replace?.isConnected) at.replace.replaceWith(slot);
    else box.insertBefore(slot, at.before?.isConnected ? at.before : box.querySelector(':scope > [data-add=""]'));
    const fits = data.roles.some((rule) => rule.name === role && rule.kind === kind);
    if (fits) setRole(slot, role);
    changed();
    if (!isOneOfMany) tell(say(at.replace ? "replaced" : "added", { n: numberOf(slot) }), before);
  }

  function tell(text, before) {
    undoable(text, () => undo(before));
    announce(text);
  }

  function undo(before) {
    const here = board();
    if (!here) return null;
    putBack(here.box, before);
    here.changed();
    return here === self ? null : fill(); // of another model: the server finds the roles
  }

  function changed() {
    settle(box, data);
    for (const name of ["change", "composer:changed"]) box.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  }

  async function take(files, at = {}) {
    const before = remember(box);
    const all = [...files].map((file, index) => takeOne(file, index ? { before: at.before } : at, files.length > 1));
    const count = (await Promise.all(all)).filter(Boolean).length;
    if (files.length > 1 && count) tell(say("added_more", { count }), before);
  }

  async function takeOne(file, at, isOneOfMany) {
    const waiting = waitingSlot(file);
    box.insertBefore(waiting, at.replace ?? at.before ?? box.querySelector(":scope > [data-add]:not([hidden])"));
    try {
      const slot = await upload(url, form, file, at.role, (part) => { waiting.querySelector("progress").value = part; });
      shownFromHere(slot, waiting);
      const asks = "madeHere" in slot.dataset && !isOneOfMany && (await import("./made_here.js"));
      if (!asks || !(await asks.reused(slot, file.name))) (board() ?? self).put(slot, { ...at, before: waiting }, isOneOfMany);
      if (slot.dataset.became) toast(slot.dataset.became);
      waiting.remove();
      return true;
    } catch (error) {
      const again = () => { waiting.remove(); (board() ?? self).take([file], box.isConnected ? at : {}); };
      failed(waiting, error.message || say("not_uploaded", { name: file.name }), again);
      return false;
    } finally {
      document.dispatchEvent(new CustomEvent("references:settled"));
    }
  }

  async function add(ids, at = {}) {
    const held = slotsOf(box).find((slot) => ids.length === 1 && slot.dataset.slot === ids[0].split(":")[0]);
    if (held && !at.role) {
      outline(held);
      return announce(say("held", { n: numberOf(held) }));
    }
    const body = new FormData(form);
    for (const id of ids) body.append("asset", id);
    const response = await fragment(url, { method: "POST", body });
    if (response.status !== 201) return toast((await told(response)).message, { error: true });
    const slots = [...parse(await response.text()).querySelectorAll("[data-slot]")];
    const before = remember(box);
    slots.forEach((slot, index) => put(slot, index ? {} : at, slots.length > 1));
    if (slots.length > 1) tell(say("added_more", { count: slots.length }), before);
    return slots[0];
  }

  function drop(slot) {
    const before = remember(box);
    const text = say("removed", { n: numberOf(slot) });
    const next = slotsOf(box)[numberOf(slot)] ?? slotsOf(box)[numberOf(slot) - 2];
    slot.remove();
    changed();
    (next?.querySelector("[data-slot-menu]") ?? box.querySelector("[data-add]:not([hidden]) a"))?.focus();
    undoable(text, () => undo(before));
  }

  function move(slot, before) {
    box.insertBefore(slot, before);
    changed();
    announce(say("moved", { n: numberOf(slot) }));
  }

  function step(slot, by) {
    const all = slotsOf(box);
    const at = all.indexOf(slot) + Number(by);
    if (at < 0 || at >= all.length) return;
    move(slot, by < 0 ? all[at] : all[at].nextElementSibling);
    slot.querySelector("[data-slot-menu]").focus();
  }

  function swap() {
    const before = remember(box);
    swapFrames(box);
    changed();
    undoable(say("swapped"), () => undo(before));
  }

  box.addEventListener("click", (event) => {
    const slot = event.target.closest(".slot[data-slot]");
    if (event.target.closest("[data-swap-frames]")) swap();
    else if (slot && event.target.closest("[data-remove]")) drop(slot);
    else if (slot && event.target.closest("[data-move]")) step(slot, event.target.closest("[data-move]").dataset.move);
  });
  box.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-role-choice]")) return;
    const slot = event.target.closest("[data-slot]");
    chooseRole(box, slot, event.target.selectedOptions[0].dataset.role, data);
    changed();
  });
  box.addEventListener("toggle", besideItsButton, true);

  if (now) keepLate(now.box, box);
  const self = { box, data, form, take, add, put, move, changed };
  now = self;
  settle(box, data);
  const line = field.querySelector("[data-mismatch]");
  if (line) import("./frames.js").then(({ frames }) => frames(form, line), () => null); // only a hint
}
