// Short notices at the corner, each with at most one thing to do, and what `u` takes back.

import { say } from "./words.js";

export { alarm, announce } from "./announce.js";

const STAY = 8000;
const MOST = 3;
const UNDO = 60000;

const undoables = [];

// `act` runs when the button `label` is pressed. An error stays until it is closed.
export function toast(text, { label, act, error = false } = {}) {
  const region = document.querySelector("[data-toasts]");
  if (!region) return null;
  const box = element("div", error ? "toast bad" : "toast");
  box.dataset.testid = "toast";
  const words = element("p");
  words.setAttribute("role", error ? "alert" : "status");
  box.append(words);
  if (act) box.append(button(label, () => { box.remove(); attempt(act); }));
  if (error) box.append(closer(box));
  region.append(box);
  makeRoom(region);
  setTimeout(() => { words.textContent = text; });
  if (!error) leave(box);
  return box;
}

// Says what was done, with Undo beside it; for a minute `u` does the same.
export function undoable(text, act) {
  const step = { until: Date.now() + UNDO };
  step.act = () => {
    const at = undoables.indexOf(step);
    if (at < 0) return null;
    undoables.splice(at, 1);
    step.box?.remove();
    return act();
  };
  undoables.push(step);
  step.box = toast(text, { label: say("undo"), act: step.act });
}

// The last thing that can be undone, here or by a notice of the page; false when there is none.
export function undoLast() {
  const step = undoables.findLast((some) => some.until > Date.now());
  const form = document.querySelector("form[data-undo]");
  if (step) attempt(step.act);
  else form?.requestSubmit();
  return Boolean(step ?? form);
}

async function attempt(act) {
  try {
    await act();
  } catch {
    toast(say("failed"), { error: true });
  }
}

function makeRoom(region) {
  while (region.children.length > MOST) {
    (region.querySelector(".toast:not(.bad, :last-child)") ?? region.firstElementChild).remove();
  }
}

function leave(box) {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    if (!box.matches(":hover, :focus-within")) timer = setTimeout(() => box.remove(), STAY);
  };
  for (const name of ["pointerenter", "focusin"]) box.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, () => setTimeout(wait));
  wait();
}

function closer(box) {
  const close = button("×", () => box.remove());
  close.setAttribute("aria-label", say("close"));
  return close;
}

function button(label, press) {
  const made = element("button", "btn sm");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}

function element(name, className = "") {
  return Object.assign(document.createElement(name), { className });
}
