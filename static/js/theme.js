// Light, dark or the system's: seen at once, kept by the server.

import { excuse, send, unreachable } from "./http.js";
import { toast } from "./toast.js";

export function theme() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=theme]")) show(event.target.value);
  });
  document.querySelector("[data-choose-theme]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(event.currentTarget, event.submitter);
  });
}

export async function choose(form, button) {
  show(button.value);
  for (const other of form.querySelectorAll("button")) other.toggleAttribute("aria-current", false);
  button.setAttribute("aria-current", "true");
  const response = await send(form.action, form, { theme: button.value }).catch(unreachable);
  if (response && !response.ok) toast(excuse(response), { error: true });
}

// From one to the other, whatever it is now.
export function toggle() {
  const { theme: chosen } = document.documentElement.dataset;
  const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const form = document.querySelector("[data-choose-theme]");
  choose(form, form.querySelector(`[value=${isDark ? "light" : "dark"}]`));
}

function show(name) {
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}
