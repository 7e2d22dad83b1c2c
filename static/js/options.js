// The options of one setting: what each adds to the price, and why some cannot be chosen now.

import { say } from "./words.js";

export function options(box, param, state, model) {
  const [blocked, deltas] = [state.blocked[param.key] ?? {}, state.deltas[param.key] ?? {}];
  for (const option of box.querySelectorAll("input[type=radio], option")) {
    option.disabled = option.value in blocked && !option.checked && !option.selected;
    const delta = option.parentElement.querySelector("[data-delta]");
    if (delta) delta.textContent = signed(deltas[option.value]);
    if (option.dataset.text) option.textContent = withDelta(option.dataset.text, deltas[option.value]);
  }
  const on = box.querySelector("[data-delta-on]");
  if (on) on.textContent = signed(deltas.true);
  reasons(box.querySelector("[data-why-not]"), param, blocked, model);
}

function signed(number) {
  if (!number) return "";
  return number > 0 ? `+${number}` : `−${-number}`;
}

function withDelta(text, number) {
  return number ? `${text} (${signed(number)})` : text;
}

function reasons(place, param, blocked, model) {
  if (!place) return;
  const labels = Object.fromEntries((param.options ?? []).map((option) => [option.v, option.label]));
  const found = new Map();
  for (const [value, why] of Object.entries(blocked)) {
    const text = why.with ? say("not_with", { setting: labelOf(model, why.with) }) : why.why || say("not_here");
    found.set(text, [...(found.get(text) ?? []), labels[value]]);
  }
  place.textContent = [...found].map(([why, names]) => say("because", { options: names.join(", "), why })).join(" ");
  place.hidden = !found.size;
}

function labelOf(model, key) {
  return model.params.find((param) => param.key === key)?.label ?? key;
}
