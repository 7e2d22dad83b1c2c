// The page of a batch: what changes is asked for again, picks without leaving the page.

import { excuse, fragment, parse, send, unreachable } from "./http.js";
import { announce } from "./announce.js";
import { localise } from "./clock.js";
import { onKey } from "./keys.js";
import { toast } from "./toast.js";

const SOON = 400;
const BLIND = 5000; // who made what is hidden there, so nothing says which task has changed
const UNFINISHED = "[data-waiting], [data-pending], #batch-state progress";

export function batch(page) {
  const id = page.dataset.batch;
  const grid = page.querySelector(".batch-grid");
  let timer = 0;

  function later() {
    clearTimeout(timer);
    timer = setTimeout(refresh, SOON);
  }

  async function refresh() {
    const response = await fragment(`/batches/${id}/?part=summary&after=${page.dataset.after}`).catch(() => null);
    if (response?.ok) place(parse(await response.text()));
  }

  function place(content) {
    const state = content.querySelector("#batch-state");
    if (state && "hidden" in state.dataset !== "hidden" in page.dataset) {
      location.reload();
      return;
    }
    if (!page.querySelector("#batch-state").dataset.outcome) announce(state?.dataset.outcome);
    for (const fresh of content.querySelectorAll("[data-fresh]")) swap(fresh);
  }

  function swap(fresh) {
    const old = document.getElementById(fresh.id);
    if (!old || old.isEqualNode(fresh) || old.getAttribute("aria-busy") === "true") return;
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    const at = held ? [...old.querySelectorAll("button, a, summary")].indexOf(held) : -1;
    old.replaceWith(fresh);
    localise(fresh);
    if (at >= 0) fresh.querySelectorAll("button, a, summary")[at]?.focus({ preventScroll: true });
  }

  async function vote(form) {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      const response = await send(form.action, form);
      form.removeAttribute("aria-busy");
      if (response.ok) place(parse(await response.text()));
      else toast(excuse(response), { error: true });
    } catch (error) {
      unreachable(error);
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  function pick(number) {
    const rows = [...grid.querySelectorAll("[data-row]")];
    const row = rows.find((some) => some.contains(document.activeElement)) ?? (rows.length === 1 ? rows[0] : null);
    const button = row?.querySelector(`.pick[data-key="${number}"]:enabled`);
    if (!button) return false;
    button.focus({ preventScroll: true });
    button.form.requestSubmit();
    return true;
  }

  page.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-vote]");
    if (!form) return;
    event.preventDefault();
    vote(form);
  });
  page.querySelector(".batch-models")?.addEventListener("click", (event) => {
    const link = event.target.closest("[data-column]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(link, grid);
  });
  for (const number of [1, 2, 3, 4]) onKey(`pick.${number}`, () => pick(number));
  document.addEventListener("studio:change", (event) => {
    const { kind, id: changed } = event.detail;
    const isOurs = kind === "task" && grid.querySelector(`[data-task="${CSS.escape(changed)}"]`);
    if (isOurs || (kind === "batch" && changed === id)) later();
  });
  new MutationObserver(later).observe(grid, { subtree: true, attributeFilter: ["data-state"] });
  if ("hidden" in page.dataset) {
    setInterval(() => { if (!document.hidden && page.querySelector(UNFINISHED)) look(); }, BLIND);
  }

  // Tiles without names: all of them as they are now. Nothing in them can be held.
  async function look() {
    const response = await fragment(location.href).catch(() => null);
    if (!response?.ok) return;
    const next = tilesOf(parse(await response.text()));
    tilesOf(page).forEach((old, at) => { if (next[at] && !old.isEqualNode(next[at])) old.replaceWith(next[at]); });
    refresh();
  }
}

function tilesOf(root) {
  return [...root.querySelectorAll(".batch-grid .run-grid")];
}

// One model at a time where there is no room for more.
function show(link, grid) {
  for (const other of link.parentElement.children) {
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  grid.dataset.shown = link.dataset.column;
  history.replaceState(history.state, "", link.href);
}
