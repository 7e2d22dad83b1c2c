// The price on the button, asked of the server whenever the form changes.

import { send } from "./http.js";

const DEBOUNCE = 250;

export function price(form) {
  let timer = 0;
  let newest = 0;

  function changed() {
    clearTimeout(timer);
    timer = setTimeout(ask, DEBOUNCE);
  }

  async function ask() {
    newest += 1;
    const mine = newest;
    try {
      const response = await send(form.dataset.quote, withoutFiles(form));
      const quote = await response.json();
      if (mine === newest && "button" in quote) show(quote);
    } catch {
      // The server computes it again when the form is sent.
    }
  }

  function show(quote) {
    const button = form.querySelector("[data-generate]");
    button.textContent = quote.button;
    button.setAttribute("aria-disabled", String(Boolean(quote.short)));
    form.querySelector("[data-note]").textContent = quote.note;
    form.elements.quoted.value = quote.credits ?? "";
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("priced", changed);
}

// A chosen file is on its way by itself: it need not travel with every question.
function withoutFiles(form) {
  const copy = document.createElement("form");
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File) continue;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    copy.append(field);
  }
  return copy;
}
