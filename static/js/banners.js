// The slot under the top bar: what matters most now. What was closed stays closed for its incident.

import { fragment, parse, SignedOut } from "./http.js";
import { offline } from "./offline.js";

const EVERY = 60000;
const KEPT = 12;
const MONTH = 30 * 86400;

export function banners(slot) {
  const form = () => document.querySelector("[data-composer]");
  let model = slot.dataset.model;

  // Not answering, or a new balance: what was written into the page may be old.
  async function refresh() {
    if (document.hidden || !navigator.onLine) return;
    try {
      const response = await fragment(`/banners/?model=${encodeURIComponent(model)}`);
      if (response.ok) place(await response.text());
    } catch (error) {
      // Offline or signed out: said elsewhere, and the next look comes by itself.
      if (!(error instanceof TypeError || error instanceof SignedOut)) throw error;
    }
  }

  function place(html) {
    const old = slot.querySelector("[data-of-now]");
    const fresh = parse(html);
    const names = (root) => [...root.querySelectorAll("[data-incident]")].map((some) => some.dataset.incident).join();
    if (names(old) !== names(fresh)) old.replaceChildren(fresh);
  }

  function changed() {
    const chosen = form()?.elements.model?.value ?? model;
    if (chosen === model) return;
    model = chosen;
    refresh();
  }

  slot.addEventListener("click", (event) => {
    const box = event.target.closest("[data-close-banner]")?.closest(".banner");
    if (box) close(box);
  });
  for (const name of ["change", "priced", "submit"]) document.addEventListener(name, () => setTimeout(changed, 500), true);
  document.addEventListener("balance", refresh);
  setInterval(refresh, EVERY);
  offline(slot.querySelector("[data-banner=offline]"));
}

function close(box) {
  box.hidden = true;
  document.getElementById("main").focus({ preventScroll: true });
  if (!box.dataset.incident) return;
  const before = /(?:^|; )closed_banners=([^;]*)/.exec(document.cookie)?.[1].split(".") ?? [];
  const kept = [...before.filter(Boolean), box.dataset.incident].slice(-KEPT).join(".");
  document.cookie = `closed_banners=${kept}; path=/; max-age=${MONTH}; samesite=lax`;
}
