// What is wrong with the form, said when a field is left and when the form is sent.

import { documentOf } from "./params.js";
import { fits } from "./rules.js";
import { say } from "./words.js";

export function validate(form) {
  const model = documentOf(form);
  form.addEventListener("focusout", (event) => {
    const box = event.target.closest("[data-param]");
    if (box && event.target.matches("input[type=text], textarea")) check(model, box);
  });
  form.addEventListener("input", (event) => {
    const field = event.target;
    if (field.getAttribute("aria-invalid") === "true" && field.dataset.local !== undefined) clear(field);
  });
}

// The fields that are wrong, in their order; each says why under itself.
export function faults(form) {
  const model = documentOf(form);
  const boxes = [...form.querySelectorAll("[data-param]:not([hidden])")];
  const found = [checkPrompt(form, model), ...boxes.map((box) => check(model, box))].filter(Boolean);
  summary(form, found);
  return found;
}

function checkPrompt(form, model) {
  const field = form.elements.prompt;
  const length = [...field.value].length;
  const most = Math.max(...model.offers.map((offer) => offer.prompt.max));
  const least = Math.min(...model.offers.map((offer) => offer.prompt.min));
  if (!field.value.trim() && least > 0) return complain(field, say("prompt_first"));
  if (length > most) return complain(field, say("too_long", { length, most, over: length - most }));
  return clear(field);
}

function check(model, box) {
  const param = model.params.find((item) => item.key === box.dataset.param);
  const field = box.querySelector("input[type=text][name]:not([name$='-free']), textarea");
  if (!param || !field || !("min" in param)) return null;
  const takers = model.offers.map((offer) => offer.takes[param.key]).filter(Boolean);
  if (!field.value || takers.some((takes) => fits(takes, field.value))) return clear(field);
  const words = { label: param.label, low: param.min, high: param.max };
  return complain(field, say(param.type === "number" ? "between" : "whole", words));
}

function complain(field, text) {
  const place = errorOf(field);
  place.textContent = text;
  place.hidden = false;
  field.dataset.local = "";
  field.setAttribute("aria-invalid", "true");
  const known = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== place.id);
  field.setAttribute("aria-describedby", [...known, place.id].join(" "));
  return { field, text };
}

function clear(field) {
  if (field.dataset.local === undefined) return null;
  delete field.dataset.local;
  field.removeAttribute("aria-invalid");
  errorOf(field).hidden = true;
  return null;
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
  box.append(head, ...found.map(({ field, text }) => link(field, text)));
  form.querySelector(".composer-foot").prepend(box);
}

function link(field, text) {
  const line = document.createElement("p");
  const anchor = document.createElement("a");
  Object.assign(anchor, { href: `#${field.id}`, textContent: text });
  line.append(anchor);
  return line;
}
