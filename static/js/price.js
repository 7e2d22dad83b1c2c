// The price on the button: worked out at once, then confirmed by the server.

import { send, SignedOut } from "./http.js";
import { countOf, documentOf, judge } from "./params.js";
import { say } from "./words.js";

const DEBOUNCE = 250;
const SEVERAL = "[name=column]:checked, [data-variations]:not([hidden])"; // the server alone adds up

let format = null; // dear to make: not before a price changes

export function price(form) {
  const model = documentOf(form);
  let timer = 0;
  let newest = 0;

  function changed() {
    newest += 1; // what was asked before is no answer to this
    guess();
    clearTimeout(timer);
    timer = setTimeout(ask, DEBOUNCE);
  }

  // In the same frame; "…" until the server has said the same, or what it alone can add up.
  function guess() {
    form.dataset.unconfirmed = "";
    const isOurs = !form.querySelector(SEVERAL) && form.dataset.priced !== "server";
    const credits = isOurs ? judge(form, model).credits : null;
    if (credits === null) {
      const [long, brief] = ["long", "brief"].map((name) => form.querySelector(`[data-${name}]`).textContent.replace("…", ""));
      write(form, long, brief, "…");
      return;
    }
    write(form, words(countOf(form), credits), say("generate_brief", { number: whole(credits) }), "…");
    form.querySelector("[data-generate]").setAttribute("aria-disabled", String(!navigator.onLine));
    form.elements.quoted.value = credits; // what the button says, a press accepts
  }

  async function ask() {
    const mine = newest;
    try {
      const response = await send(form.dataset.quote, withoutFiles(form));
      const quote = await response.json();
      if (mine === newest && "button" in quote) show(form, quote);
    } catch (error) {
      // Offline or signed out: the server computes it again when the form is sent.
      if (!(error instanceof TypeError || error instanceof SignedOut)) throw error;
    }
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  for (const name of ["priced", "composer:changed"]) form.addEventListener(name, changed);
}

function whole(credits) {
  format ??= new Intl.NumberFormat(document.documentElement.lang || "en");
  return format.format(credits);
}

function words(count, credits) {
  const priced = say("credits", { count: credits, n: whole(credits) });
  if (count === 1) return credits ? say("generate_one", { price: priced }) : say("generate");
  return credits ? say("generate_many", { count, price: priced }) : say("generate_many_free", { count });
}

function write(form, long, brief, mark = "") {
  form.querySelector("[data-long]").textContent = long + mark;
  form.querySelector("[data-brief]").textContent = brief + mark;
}

function show(form, quote) {
  write(form, quote.button, quote.short_button);
  delete form.dataset.unconfirmed;
  form.querySelector("[data-generate]").setAttribute("aria-disabled", String(Boolean(quote.short) || !navigator.onLine));
  if (!form.dataset.waits) form.querySelector("[data-note]").textContent = quote.note; // else it says for what
  form.elements.quoted.value = quote.credits ?? "";
  const why = form.querySelector("[data-why]");
  why.textContent = quote.why;
  why.hidden = !quote.why;
  lines(form.querySelector("#why [data-lines]"), quote.lines);
  const cost = form.querySelector("[data-cost-to-us]");
  cost.textContent = quote.cost_to_us;
  cost.hidden = !quote.cost_to_us;
  shortage(form, quote);
  form.dispatchEvent(new CustomEvent("quoted", { detail: quote, bubbles: true }));
}

export function lines(list, found) {
  list.replaceChildren(...found.map(({ label, amount }) => {
    const row = document.createElement("div");
    const [term, value] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = label;
    value.textContent = amount;
    value.className = "num";
    row.append(term, value);
    return row;
  }));
}

function shortage(form, quote) {
  const box = form.querySelector("[data-shortage]");
  box.hidden = !quote.short;
  if (!quote.short) return;
  const { asked, savings } = quote.shortage;
  box.querySelector("[data-asked]").textContent = asked;
  box.querySelector("[data-ask-credits]").hidden = Boolean(asked);
  box.querySelector("[data-cheaper]").hidden = !savings.length;
  box.querySelector("[data-savings]").replaceChildren(...savings.map(saving));
}

function saving({ field, value, text }) {
  const button = document.createElement("button");
  const name = field === "count" ? "count" : `param-${field}`;
  Object.assign(button, { className: "btn sm", type: "submit", name: "apply", value: `${name}=${value}`, textContent: text });
  return button;
}

// A chosen file is on its way by itself: it need not travel with every question.
export function withoutFiles(form) {
  const copy = document.createElement("form");
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File) continue;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    copy.append(field);
  }
  return copy;
}
