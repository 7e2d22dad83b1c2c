// Cancel, retry and save again on tiles: the answer is the tile as it is now. And their stars.

import { excuse, parse, send, told, unreachable } from "./http.js";
import { order } from "./order.js";
import { place } from "./tiles.js";
import { toast } from "./toast.js";

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
    } catch (error) {
      unreachable(error);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}

async function act(form) {
  const response = await order(form);
  if (!response) return;
  if (response.ok) await place(parse(await response.text()));
  else toast((await told(response)).message, { error: true });
}

// Pressed, or no more.
async function star(form) {
  const button = form.querySelector("[aria-pressed]");
  const on = button.getAttribute("aria-pressed") !== "true";
  const response = await send(form.action, form, on ? {} : { drop: "1" });
  if (!response.ok) return toast(excuse(response), { error: true });
  button.value = on ? "1" : "";
  return button.setAttribute("aria-pressed", String(on));
}
