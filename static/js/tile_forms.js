// Cancel, retry and save again on tiles: the answer is the tile as it is now. And their stars.

import { onKey } from "./keys.js";
import { parse, send } from "./http.js";
import { place } from "./tiles.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

export function tileForms() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-swap], [data-favour]");
    if (!form || form.closest("[data-composer]")) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      if (form.matches("[data-favour]")) await star(form);
      else await act(form);
    } catch {
      toast(say("offline"), { error: true });
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
  onKey("favourite", () => {
    const tile = document.activeElement.closest("[data-asset]") ?? [...document.querySelectorAll("[data-asset]:hover")].pop();
    const form = (tile ?? document.querySelector(".panel"))?.querySelector("[data-favour]");
    form?.requestSubmit();
    return Boolean(form);
  });
}

async function act(form) {
  const response = await send(form.action, form);
  if (response.ok) await place(parse(await response.text()));
  else toast((await response.json()).message, { error: true });
}

// Pressed, or no more.
async function star(form) {
  const button = form.querySelector("[aria-pressed]");
  const on = button.getAttribute("aria-pressed") !== "true";
  const response = await send(form.action, form, on ? {} : { drop: "1" });
  if (!response.ok) return toast(say("failed"), { error: true });
  button.value = on ? "1" : "";
  return button.setAttribute("aria-pressed", String(on));
}
