// What htmx sends and puts in place: who was signed out is told, what failed can be tried again.

import { localise } from "./clock.js";
import { excuse } from "./http.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

export function swapping() {
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { pathname } = new URL(event.detail.xhr.responseURL || location.href);
    if (!pathname.startsWith("/login")) return;
    event.preventDefault();
    document.dispatchEvent(new Event("signedout"));
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => failed(event.detail));
  }
  document.addEventListener("htmx:afterRequest", ({ detail }) => refused(detail.elt, detail.xhr.status === 422));
  document.addEventListener("htmx:afterSettle", (event) => localise(event.target));
}

function refused(form, isRefused) {
  form.classList.toggle("refused", isRefused);
  for (const field of form.querySelectorAll(".input")) field.setAttribute("aria-invalid", String(isRefused));
}

// What stood there stays. Only a question is asked again: an order might have arrived.
function failed({ requestConfig, elt, xhr }) {
  const again = requestConfig.verb === "get" && elt.isConnected;
  const act = () => window.htmx.trigger(elt, requestConfig.triggeringEvent?.type ?? "click");
  const why = excuse({ status: xhr.status, headers: { get: (name) => xhr.getResponseHeader(name) } });
  toast(why, again ? { error: true, label: say("again"), act } : { error: true });
}
