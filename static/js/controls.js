// Small helpers of single controls: sliders, copy buttons, menus.

import { announce, toast } from "./toast.js";
import { say } from "./words.js";

export function pair(element) {
  const slider = element.querySelector("[data-slider]");
  const number = element.querySelector("input:not([data-slider])");
  slider.hidden = false;
  slider.addEventListener("input", () => { number.value = slider.value; });
  slider.addEventListener("dblclick", () => element.closest("[data-param]")?.querySelector("[data-reset]")?.click());
  number.addEventListener("input", () => { if (number.value !== "") slider.value = number.value; });
}

export function copy(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(say("copied"));
  });
}

export function menu(element) {
  document.addEventListener("click", (event) => {
    if (!element.contains(event.target)) element.open = false;
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    element.querySelector("summary").focus();
  });
}

export function filters(form) {
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
  window.addEventListener("pageshow", () => {
    for (const field of form.elements) field.disabled = false;
  });
}

export function problems(box) {
  announce(box.textContent.trim());
  box.focus();
}
