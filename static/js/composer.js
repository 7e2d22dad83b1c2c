// The form that makes things: sent without leaving the page, never emptied.

import { prepend, READING } from "./feed.js";
import { fill } from "./fill.js";
import { excuse, parse, send, unreachable } from "./http.js";
import { closeSheet, openSheet } from "./sheet.js";
import { announce, toast } from "./toast.js";
import { faults } from "./validate.js";
import { say } from "./words.js";

const TWICE = 600; // milliseconds within which a second press is the same press

let pressed = -TWICE;

export function composer(form) {
  let busy = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, value } = event.submitter ?? {};
    if (name === "switch") fill({ switch: value });
    else if (name === "to") choose(value);
    else if (name === "apply") fill({ apply: value }, { focus: "[data-generate]" });
    else generate();
  });
  form.querySelector("[data-switch]")?.addEventListener("change", () => fill({ switch: "model" }));

  function choose(model) {
    form.elements.model.value = model;
    form.querySelector("[data-models]").hidePopover();
    fill({ switch: "model" }, { focus: "[data-model-card]" });
  }

  async function generate() {
    if (busy || performance.now() - pressed < TWICE || !isReady()) return;
    pressed = performance.now();
    // Whoever makes something else of this form (a comparison, a batch) says so here.
    if (!form.dispatchEvent(new CustomEvent("composer:generate", { bubbles: true, cancelable: true }))) return;
    await make();
  }

  function isReady() {
    if (form.querySelector("[data-generate]").getAttribute("aria-disabled") === "true") {
      openSheet(); // there it says why
      return false;
    }
    const [first] = faults(form);
    if (!first) return true;
    openSheet();
    focus(first.field);
    return false;
  }

  async function make() {
    const response = await attempt(() => send(form.action, form));
    if (!response) return;
    if (response.status === 200) await answer(await response.json());
    else if (response.status === 201) made(await response.text());
    else if (response.status === 422) refused(await response.text());
    else toast(unclear(response), { error: true });
  }

  async function answer(question) {
    const spend = await attempt(() => import("./spend.js"));
    if (!spend) return;
    const agreed = await spend.agree(question);
    pressed = -TWICE; // the next press is a new one, however soon
    if (!agreed) return;
    form.elements.quoted.value = question.credits;
    form.querySelector("[data-confirmed]").value = question.credits;
    await make();
  }

  function made(html) {
    started();
    form.querySelector("[data-confirmed]").value = "";
    form.elements.idempotency_key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    closeSheet();
    const results = document.querySelector("[data-runs]");
    prepend(html, results);
    form.dispatchEvent(new CustomEvent("priced", { bubbles: true }));
    if (scrollY > READING || matchMedia("(max-width: 899.98px)").matches) results.scrollIntoView({ block: "start" });
  }

  function started() {
    const credits = Number(form.elements.quoted.value);
    const count = Number(new FormData(form).get("count")) || 1;
    const words = say(form.dataset.video === "true" ? "videos_started" : "images_started", { count });
    announce(say("started_reserved", { started: words, credits: say("credits", { count: credits, n: credits }) }));
  }

  function refused(html) {
    const fresh = parse(html).querySelector("[data-composer]");
    form.replaceWith(fresh);
    for (const name of ["composer:fresh", "composer:changed"]) fresh.dispatchEvent(new CustomEvent(name, { bubbles: true }));
    const bad = fresh.querySelector("[aria-invalid='true']");
    if (bad) openSheet();
    focus(bad ?? fresh.querySelector("[data-problems]"));
  }

  function focus(element) {
    const field = element?.matches("fieldset") ? element.querySelector("input:not([type=hidden], .unscripted), select, [data-add]:not([hidden]) a") ?? element : element;
    const folded = field?.closest("details:not([open])");
    if (folded) folded.open = true;
    field?.scrollIntoView({ block: "nearest" });
    field?.focus({ preventScroll: true });
  }

  // One at a time: a second press while the first is under way is the same press.
  async function attempt(request) {
    if (busy) return null;
    busy = true;
    form.setAttribute("aria-busy", "true");
    try {
      return await request();
    } catch (error) {
      unreachable(error);
      return null;
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  }
}

// It may have begun before it failed. The form keeps its key: sent again, it is the same press.
function unclear(response) {
  const why = excuse(response);
  return response.status === 500 ? say("two_sentences", { first: why, second: say("look_first") }) : why;
}
