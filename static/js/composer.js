// The form that makes things: sent without leaving the page, never emptied.

import { parse, send, SignedOut } from "./http.js";
import { prepend } from "./feed.js";
import { announce, toast } from "./toast.js";
import { say } from "./words.js";

export function composer(form, enhance) {
  let busy = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "switch") exchange(button.value);
    else if (form.querySelector("[data-generate]").getAttribute("aria-disabled") !== "true") generate();
  });
  form.querySelector("[data-switch]")?.addEventListener("change", () => exchange("model"));

  async function exchange(value) {
    const response = await attempt(() => send(form.action, form, { switch: value }));
    if (!response?.ok) return;
    const fresh = swap(await response.text());
    const model = fresh.elements.model.value;
    history.replaceState(null, "", `${location.pathname}?model=${encodeURIComponent(model)}`);
    fresh.querySelector("[data-switch]").focus({ preventScroll: true });
  }

  async function generate() {
    if (form.querySelector(".slot.waiting")) {
      toast(say("waiting"));
      return;
    }
    const response = await attempt(() => send(form.action, form));
    if (!response) return;
    const html = await response.text();
    if (response.status === 201) made(html);
    else if (response.status === 422) show(swap(html));
    else toast(say("failed"));
  }

  function made(html) {
    form.elements.idempotency_key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const results = document.querySelector("[data-runs]");
    prepend(html, results);
    form.dispatchEvent(new CustomEvent("priced", { bubbles: true }));
    announce(say("started"));
    if (matchMedia("(max-width: 899.98px)").matches) results.scrollIntoView({ block: "start" });
  }

  function show(fresh) {
    const bad = fresh.querySelector("[aria-invalid='true']");
    const field = bad?.matches("fieldset") ? bad.querySelector("input, select") : bad;
    field?.scrollIntoView({ block: "nearest" });
    (field ?? fresh.querySelector("[data-problems]"))?.focus({ preventScroll: true });
  }

  // One at a time: a second press while the first is under way is the same press.
  async function attempt(request) {
    if (busy) return null;
    busy = true;
    form.setAttribute("aria-busy", "true");
    try {
      return await request();
    } catch (error) {
      toast(say(error instanceof SignedOut ? "signed_out" : "offline"));
      return null;
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  }

  function swap(html) {
    const fresh = parse(html).querySelector("[data-composer]");
    form.replaceWith(fresh);
    enhance(fresh);
    return fresh;
  }
}
