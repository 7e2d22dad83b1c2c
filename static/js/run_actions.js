// What the header of a run offers, and the taking of tiles out of the feed.

import { parse, send, told, unreachable } from "./http.js";
import { prepend } from "./feed.js";
import { order } from "./order.js";
import { announce, toast, undoable } from "./toast.js";
import { say } from "./words.js";

const ACTIONS = {
  "[data-run-again]": again,
  "[data-run-cancel]": stop,
  "[data-run-trash]": discard,
  "[data-dismiss]": dismiss,
};

export function runActions() {
  document.querySelectorAll("[data-copy-link]").forEach((button) => { button.hidden = !navigator.clipboard; });
  document.addEventListener("submit", async (event) => {
    const name = Object.keys(ACTIONS).find((selector) => event.target.matches(selector));
    if (!name) return;
    event.preventDefault();
    const form = event.target;
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      await ACTIONS[name](form);
    } catch (error) {
      unreachable(error);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-link]");
    if (!button) return;
    await navigator.clipboard.writeText(new URL(button.dataset.copyLink, location.href).href);
    toast(say("copied"));
  });
}

async function again(form) {
  const response = await order(form);
  if (response?.status === 201) {
    form.elements.key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    started(await response.text());
  } else if (response) toast((await told(response)).message, { error: true });
}

// Beside other runs it is shown with them; the page of one run leads to the new one.
function started(html) {
  const list = document.querySelector("[data-runs]");
  if (list) {
    prepend(html, list);
    announce(say("started"));
    scrollTo({ top: 0 });
  } else location.assign(parse(html).querySelector("h2 a").href);
}

async function stop(form) {
  const answer = await said(form);
  close(form);
  if (answer) toast(answer.message);
}

async function discard(form) {
  const run = form.closest("[data-run]");
  const answer = await said(form);
  if (!answer) return;
  if ("runPage" in run.dataset) {
    close(form); // its tiles say so themselves
    undoable(answer.message, () => send(form.action, form, { undo: answer.undo }));
    return;
  }
  const next = beside(run);
  const place = document.createComment("");
  run.replaceWith(place);
  (next ?? document.getElementById("main")).focus({ preventScroll: true });
  undoable(answer.message, async () => {
    await send(form.action, form, { undo: answer.undo });
    place.replaceWith(run);
    close(form);
  });
}

async function dismiss(form) {
  const tiles = tilesOf(form);
  const run = tiles[0].closest("[data-run]");
  const answer = await said(form);
  if (!answer) return;
  const whole = run.querySelectorAll(".tile").length === tiles.length && run.matches("article");
  const gone = whole ? [run] : tiles;
  const other = beside(run);
  gone.forEach((item) => { item.hidden = true; });
  const next = whole ? other : run.querySelector(".tile:not([hidden]) :is(a, button)");
  (next ?? document.getElementById("main")).focus({ preventScroll: true });
  undoable(answer.message, async () => {
    await send(form.action, form, { undo: "1" });
    gone.forEach((item) => { item.hidden = false; });
  });
}

// Where the focus goes when a run leaves: to the next one that shows.
function beside(run) {
  const all = [...run.parentElement.children].filter((other) => !other.hidden);
  const at = all.indexOf(run);
  return (all[at + 1] ?? all[at - 1])?.querySelector("h2 a");
}

function tilesOf(form) {
  form.closest("[popover]")?.hidePopover();
  const { task } = form.closest(".tile").dataset;
  return [...document.querySelectorAll(`.tile[data-task="${CSS.escape(task)}"]`)];
}

// The answer, or nothing where it was refused: then that was said.
async function said(form) {
  const response = await send(form.action, form);
  const answer = await told(response);
  if (response.ok) return answer;
  toast(answer.message ?? say("failed"), { error: true });
  return null;
}

function close(form) {
  const menu = form.closest("details");
  if (menu) menu.open = false;
}
