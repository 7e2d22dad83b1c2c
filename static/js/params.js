// The controls of the settings: what can be chosen, what it adds, what differs from the default.

import { evaluate } from "./form-state.js";
import { options } from "./options.js";
import { say } from "./words.js";

export function documentOf(form) {
  return JSON.parse(form.querySelector("#model-document").textContent);
}

// Every setting as text, as the server reads it.
export function valuesOf(form, model) {
  const data = new FormData(form);
  const values = { vendor: data.get("vendor") ?? "" };
  for (const { key } of model.params) {
    const posted = data.getAll(`param-${key}`);
    values[key] = String(data.get(`param-${key}-free`) || posted.at(-1) || "");
  }
  return values;
}

export function referencesOf(form) {
  const slots = [...form.querySelectorAll("[data-slot]:not([data-unused])")];
  return slots.map((slot) => {
    const known = { role: slot.querySelector("[name=role]")?.value ?? slot.dataset.role };
    if (slot.dataset.kind) known.kind = slot.dataset.kind;
    if (slot.dataset.mime) known.mime = slot.dataset.mime;
    if (slot.dataset.seconds) known.seconds = Number(slot.dataset.seconds);
    if (slot.dataset.bytes) known.bytes = Number(slot.dataset.bytes);
    return known;
  });
}

export function countOf(form) {
  return Number(new FormData(form).get("count")) || 1;
}

export function judge(form, model) {
  const prompt = form.elements.prompt.value;
  return evaluate(model, valuesOf(form, model), referencesOf(form), countOf(form), [...prompt].length);
}

export function params(form) {
  const model = documentOf(form);

  function draw() {
    const state = judge(form, model);
    const values = valuesOf(form, model);
    for (const param of model.params) {
      const box = form.querySelector(`[data-param="${param.key}"]`);
      if (!box) continue;
      box.hidden = state.hidden.includes(param.key);
      options(box, param, state, model);
      mark(box, param, values[param.key]);
    }
    pixels(form, state.pixels);
    summary(form, model, values);
    chips(form, model, values);
  }

  form.addEventListener("input", draw);
  form.addEventListener("change", draw);
  for (const name of ["priced", "composer:changed"]) form.addEventListener(name, draw);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reset]");
    if (button) reset(button.closest("[data-param]"));
  });
  draw();
}

function mark(box, param, value) {
  const button = box.querySelector("[data-reset]");
  if (button) button.hidden = value === param.default;
}

function reset(box) {
  const usual = box.dataset.default;
  const controls = [...box.querySelectorAll("input:not([type=hidden]), select, textarea")];
  for (const control of controls) {
    if (control.type === "radio") control.checked = control.value === usual;
    else if (control.type === "checkbox") control.checked = usual === "true";
    else if (control.name.endsWith("-free")) control.value = "";
    else control.value = usual || control.getAttribute("min") || "";
  }
  const named = controls.find((control) => control.checked) ?? controls.find((control) => control.name);
  if (named.type === "text") named.value = usual;
  named.dispatchEvent(new Event("change", { bubbles: true }));
  named.focus();
}

function pixels(form, text) {
  const place = form.querySelector("[data-param] [data-pixels]");
  if (!place) return;
  place.textContent = text.replace("x", " × ");
  place.hidden = !text;
}

function shown(param, value) {
  const option = param.options?.find((item) => item.v === value);
  return option?.label ?? (param.unit && value ? `${value} ${param.unit}` : value);
}

function summary(form, model, values) {
  const place = form.querySelector("[data-summary]");
  if (!place) return;
  const changed = model.params.filter((param) => param.group === "advanced" && values[param.key] !== param.default);
  const parts = changed.map((param) => `${param.label} ${shown(param, values[param.key])}`);
  const vendor = form.elements.vendor?.selectedOptions?.[0];
  if (vendor?.value) parts.push(vendor.text.trim().split(" · ")[0]);
  place.textContent = parts.length ? `· ${parts.join(", ")}` : "";
}

function chips(form, model, values) {
  for (const chip of form.querySelectorAll("[data-chip]")) {
    const key = chip.dataset.chip;
    const param = model.params.find((item) => item.key === key);
    if (param) chip.textContent = shown(param, values[key]) || chip.textContent;
    else chip.textContent = say(form.dataset.video === "true" ? "videos" : "images", { count: countOf(form) });
  }
}
