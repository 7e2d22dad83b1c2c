// The slots of the references: their order, their roles, and which of them are used.

import { say } from "./words.js";

const FRAMES = ["first_frame", "last_frame"];
const language = document.documentElement.lang || "en";

export function slotsOf(box) {
  return [...box.querySelectorAll(".slot[data-slot]")];
}

export function numberOf(slot) {
  return slotsOf(slot.parentElement).indexOf(slot) + 1;
}

// What can be put back: the slots in their order, each with its role.
export function remember(box) {
  return slotsOf(box).map((slot) => [slot, slot.dataset.role]);
}

export function putBack(box, remembered) {
  for (const slot of slotsOf(box)) slot.remove();
  const add = box.querySelector(':scope > [data-add=""]');
  for (const [slot, role] of remembered) {
    box.insertBefore(slot, add);
    setRole(slot, role);
  }
}

// What is still on its way, or was lost on it, stays in sight in the next form.
export function keepLate(old, box) {
  const late = old.querySelectorAll(".slot.waiting, .slot.failed");
  for (const slot of late) box.insertBefore(slot, box.querySelector(":scope > [data-add]"));
}

export function swapFrames(box) {
  const [first, last] = FRAMES.map((role) => slotsOf(box).find((slot) => slot.dataset.role === role));
  if (first) setRole(first, "last_frame");
  if (last) setRole(last, "first_frame");
  if (last) box.prepend(last);
}

export function setRole(slot, role) {
  const select = slot.querySelector("[data-role-choice]");
  const option = select && [...select.options].find((some) => some.dataset.role === role);
  if (!option) return;
  option.selected = true;
  slot.dataset.role = role;
  slot.querySelector("[data-role-label]").textContent = option.textContent;
}

// A role that only one may have is exchanged with the one that has it.
export function chooseRole(box, slot, role, { roles }) {
  const rule = roles.find((some) => some.name === role);
  const held = slotsOf(box).filter((other) => other !== slot && other.dataset.role === role);
  if (rule && held.length >= rule.max) setRole(held.at(-1), slot.dataset.role);
  setRole(slot, role);
}

export function freeRole(box, kind, { roles }) {
  const taken = (name) => slotsOf(box).filter((slot) => slot.dataset.role === name).length;
  return roles.find((rule) => rule.kind === kind && taken(rule.name) < rule.max)?.name ?? "";
}

// After every change: who is used, in which order, under which number.
export function settle(box, data) {
  const taken = {};
  let used = 0;
  for (const slot of slotsOf(box)) {
    const rule = data.roles.find((some) => some.name === slot.dataset.role && some.kind === slot.dataset.kind);
    const fits = Boolean(rule) && used < data.most && (taken[rule.name] ?? 0) < rule.max;
    slot.toggleAttribute("data-unused", !fits);
    if (!fits) continue;
    used += 1;
    taken[rule.name] = (taken[rule.name] ?? 0) + 1;
  }
  arrange(box, taken, used >= data.most);
  slotsOf(box).forEach(number);
  tell(box, data, used);
}

function arrange(box, taken, isFull) {
  for (const role of FRAMES) {
    const add = box.querySelector(`:scope > [data-add="${role}"]`);
    if (!add) continue;
    add.hidden = Boolean(taken[role]);
    const slot = slotsOf(box).find((some) => some.dataset.role === role && !some.hasAttribute("data-unused"));
    if (slot && slot.nextElementSibling !== add) box.insertBefore(slot, add);
  }
  const last = box.querySelector(':scope > [data-add=""]');
  if (last) last.hidden = isFull;
}

function number(slot, index) {
  const place = index + 1;
  slot.querySelector("[data-number]").textContent = place;
  slot.dataset.testid = `slot-${place}`;
  const names = { "button.remove": "remove_n", "[data-slot-menu]": "options_n" };
  for (const [selector, words] of Object.entries(names)) {
    slot.querySelector(selector).setAttribute("aria-label", say(words, { n: place }));
  }
  slot.querySelector("button.remove").hidden = false;
}

function tell(box, data, used) {
  const field = box.closest("[data-references]");
  field.querySelector("[data-used]").textContent = say("used_of", { used, most: data.most });
  const swap = box.querySelector("[data-swap-frames]");
  if (swap) swap.hidden = !FRAMES.some((role) => box.querySelector(`:scope > [data-add="${role}"]`)?.hidden);
  const line = field.querySelector("[data-left-out]");
  const out = slotsOf(box).flatMap((slot, index) => (slot.hasAttribute("data-unused") ? [String(index + 1)] : []));
  line.hidden = !out.length;
  if (out.length) line.textContent = leftOut(out, data.most, slotsOf(box).length);
}

function leftOut(numbers, most, have) {
  const list = new Intl.ListFormat(language).format(numbers);
  const second = say("left_out", { count: numbers.length, list });
  if (have <= most) return second;
  const first = most ? say("takes", { count: most, most, have }) : say("no_references");
  return say("two_sentences", { first, second });
}

export function outline(slot) {
  slot.classList.add("pointed");
  setTimeout(() => slot.classList.remove("pointed"), 1000);
  slot.scrollIntoView({ block: "nearest" });
}
