// Cancel, retry and save again on tiles: the answer is the tile as it is now.

import { parse, send } from "./http.js";
import { place } from "./tiles.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

export function tileForms() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-swap]");
    if (!form || form.closest("[data-composer]")) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      const response = await send(form.action, form);
      if (response.ok) await place(parse(await response.text()));
      else toast((await response.json()).message, { error: true });
    } catch {
      toast(say("offline"), { error: true });
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}
