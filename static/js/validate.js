// What is wrong with the form, said when a field is left and when the form is sent.

import { documentOf, referencesOf, valuesOf } from "./params.js";
import { offersFor } from "./form-state.js";
import { fits } from "./rules.js";
import { say } from "./words.js";

const TYPED = "input[type=text], textarea";

export function validate(form) {
  const model = documentOf(form);
  form.addEventListener("focusout", (event) => {
    const box = event.target.closest("[data-param]");
    if (box && event.target.matches(TYPED)) check(model, box);
  });
  for (const name of ["input", "change"]) {
    form.addEventListener(name, (event) => {
      const field = event.target.closest("[id][aria-invalid=true]");
      if (field) right(form, field);
    });
  }
  notes(form);
}

// What stands against a price is not said of a field while somebody types in it.
function notes(form) {
  const place = form.querySelector("[data-note]");
  let held = "";
  form.addEventListener("quoted", ({ detail }) => {
    held = "";
    const field = document.activeElement;
    const name = form.contains(field) && field.matches(TYPED) ? field.name.replace(/^param-|-free$/g, "") : "";
    if (detail.credits !== null || form.dataset.waits || !(name in (detail.fields ?? {}))) return;
    held = detail.note;
    place.textContent = "";
  });
  form.addEventListener("focusout", () => {
    if (held && !form.dataset.waits) place.textContent = held;
    held = "";
  });
}

// The fields that are wrong, in their order; each says why under itself.
export function faults(form) {
  const model = documentOf(form);
  const boxes = [...form.querySelectorAll("[data-param]:not([hidden])")];
  const found = [checkPrompt(form, model), checkReferences(form, model), ...boxes.map((box) => check(model, box))].filter(Boolean);
  summary(form, found);
  return found;
}

function checkPrompt(form, model) {
  const field = form.elements.prompt;
  const length = [...field.value].length;
  const most = Math.max(...model.offers.map((offer) => offer.prompt.max));
  const least = Math.min(...model.offers.map((offer) => offer.prompt.min));
  if (!field.value.trim() && least > 0) return complain(field, say("prompt_first"));
  if (length > most) return complain(field, say("too_long", grouped({ length, most, over: length - most })));
  return clear(field);
}

// As `studio/needs.py`: what every offer asks for, and is not there.
function checkReferences(form, model) {
  const field = form.querySelector("[data-references]");
  if (!field) return null;
  const given = referencesOf(form);
  const count = (role) => given.filter((item) => item.role === role).length;
  const lacking = offersFor(model, valuesOf(form, model)).map((offer) => offer.roles.find((rule) => count(rule.role) < rule.min));
  if (!lacking.length || !lacking.every(Boolean)) return clear(field);
  const [{ role, kind }] = lacking;
  const name = ["first_frame", "last_frame"].includes(role) ? role : kind;
  return { ...complain(field, say(`needs_${name}`, { model: model.name })), field: field.querySelector("[data-add]:not([hidden]) a") ?? field };
}

function check(model, box) {
  const param = model.params.find((item) => item.key === box.dataset.param);
  const field = box.querySelector("input[type=text][name]:not([name$='-free']), textarea");
  if (!param || !field || !("min" in param)) return null;
  const takers = model.offers.map((offer) => offer.takes[param.key]).filter(Boolean);
  if (!field.value || takers.some((takes) => fits(takes, field.value))) return clear(field);
  const words = { label: param.label, ...grouped({ low: param.min, high: param.max }) };
  return complain(field, say(param.type === "number" ? "between" : "whole", words));
}

function grouped(numbers) {
  const format = new Intl.NumberFormat(document.documentElement.lang || "en");
  return Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, format.format(number)]));
}

function complain(field, text) {
  const place = errorOf(field);
  place.textContent = text;
  place.hidden = false;
  field.dataset.local = "";
  field.setAttribute("aria-invalid", "true");
  const known = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== place.id);
  field.setAttribute("aria-describedby", [...known, place.id].join(" "));
  return { field, text, id: field.id };
}

function clear(field) {
  if (field.dataset.local !== undefined) right(field.form, field);
  return null;
}

// What is right again leaves the summary, and with the last of it the summary goes.
function right(form, field) {
  delete field.dataset.local;
  for (const some of [field, ...field.querySelectorAll("[aria-invalid]")]) some.removeAttribute("aria-invalid");
  errorOf(field).hidden = true;
  const box = form.querySelector("[data-problems]");
  box?.querySelector(`a[href="#${CSS.escape(field.id)}"]`)?.closest("p").remove();
  const count = box?.querySelectorAll("p:not(:has(b))").length;
  if (count) box.querySelector("b").textContent = say("things_to_fix", { count });
  else box?.remove();
}

function errorOf(field) {
  const known = document.getElementById(`${field.id}-error`);
  if (known) return known;
  const place = document.createElement("p");
  Object.assign(place, { className: "error", id: `${field.id}-error` });
  field.closest(".field").append(place);
  return place;
}

function summary(form, found) {
  form.querySelector("[data-problems]")?.remove();
  if (!found.length) return;
  const box = document.createElement("div");
  Object.assign(box, { className: "summary", role: "alert" });
  box.dataset.problems = "";
  const head = document.createElement("b");
  head.textContent = say("things_to_fix", { count: found.length });
  box.append(head, ...found.map(({ id, text }) => link(id, text)));
  form.querySelector(".composer-foot").prepend(box);
}

function link(id, text) {
  const line = document.createElement("p");
  const anchor = document.createElement("a");
  Object.assign(anchor, { href: `#${id}`, textContent: text });
  line.append(anchor);
  return line;
}
