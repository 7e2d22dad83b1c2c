// Compare: zoom and pan in step, a slider, a flicker, and the videos on one clock.

import { send } from "./http.js";
import { onKey } from "./keys.js";
import { toast } from "./toast.js";
import { transport } from "./transport.js";
import { remove } from "./tray.js";
import { say } from "./words.js";

const MOST = 8;
const STEP = 1.25;

export function compare(page) {
  const stage = page.querySelector("[data-stage]");
  if (!stage) return;
  zooming(page, stage);
  if (page.dataset.mode === "slider") sliding(stage);
  if (page.dataset.mode === "flicker") flickering(page, stage);
  const clock = page.querySelector("[data-transport]");
  if (clock) transport(clock, [...stage.querySelectorAll("video")]);
  page.addEventListener("click", (event) => {
    const link = event.target.closest("[data-tray-remove]");
    if (link) remove(link.dataset.trayRemove);
  });
  page.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-vote]");
    if (!form) return;
    event.preventDefault();
    pick(form);
  });
  only(page);
}

async function pick(form) {
  try {
    const response = await send(form.action, form);
    toast(response.ok ? say("picked") : say("failed"), { error: !response.ok });
  } catch {
    toast(say("offline"), { error: true });
  }
}

function zooming(page, stage) {
  const tools = page.querySelector("[data-zoom-tools]");
  const level = page.querySelector("[data-zoom-level]");
  const view = { zoom: 1, x: 0, y: 0 }; // the shift as a share of the frame
  let drag = null;

  function draw() {
    const most = (view.zoom - 1) / 2;
    view.x = Math.min(Math.max(view.x, -most), most);
    view.y = Math.min(Math.max(view.y, -most), most);
    stage.style.setProperty("--zoom", view.zoom);
    stage.style.setProperty("--x", `${view.x * 100}%`);
    stage.style.setProperty("--y", `${view.y * 100}%`);
    stage.classList.toggle("zoomed", view.zoom > 1);
    level.textContent = `${Math.round(view.zoom * 100)} %`;
  }

  function zoom(factor, at = { x: 0, y: 0 }) {
    const next = Math.min(Math.max(view.zoom * factor, 1), MOST);
    const grown = next / view.zoom;
    view.x = at.x - (at.x - view.x) * grown;
    view.y = at.y - (at.y - view.y) * grown;
    view.zoom = next;
    draw();
  }

  function place(event, frame) {
    const box = frame.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width - 0.5, y: (event.clientY - box.top) / box.height - 0.5 };
  }

  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const how = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (how === "in") zoom(STEP);
    if (how === "out") zoom(1 / STEP);
    if (how === "fit") zoom(0);
  });
  stage.addEventListener("wheel", (event) => {
    const frame = event.target.closest("[data-frame]");
    if (!frame || !(event.ctrlKey || event.metaKey || view.zoom > 1)) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, place(event, frame));
  }, { passive: false });
  stage.addEventListener("pointerdown", (event) => {
    const frame = event.target.closest("[data-frame]");
    if (!frame || view.zoom === 1 || event.target.closest("video")) return;
    drag = { frame, from: place(event, frame), x: view.x, y: view.y };
    frame.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const now = place(event, drag.frame);
    view.x = drag.x + now.x - drag.from.x;
    view.y = drag.y + now.y - drag.from.y;
    draw();
  });
  for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, () => { drag = null; });
  stage.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-frame]")) return;
    const moves = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
    const way = moves[event.key];
    if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "0") zoom(0);
    else if (way && view.zoom > 1) [view.x, view.y] = [view.x + way[0], view.y + way[1]];
    else return;
    event.preventDefault();
    draw();
  });
}

function sliding(stage) {
  const slide = stage.querySelector("[data-slide]");
  const range = slide.querySelector("input");
  slide.hidden = false;
  const cut = () => stage.style.setProperty("--cut", `${range.value}%`);
  range.addEventListener("input", cut);
  cut();
}

function flickering(page, stage) {
  const button = page.querySelector("[data-flick]");
  const items = [...stage.querySelectorAll("[data-item]")];
  let shown = 0;
  const show = () => items.forEach((item, place) => item.classList.toggle("shown", place === shown));
  const swap = () => {
    shown = (shown + 1) % items.length;
    button.setAttribute("aria-pressed", String(shown > 0));
    show();
  };
  button.addEventListener("click", swap);
  onKey("flicker", (event) => (event?.target.closest?.("button, a, input, video") ? false : swap()));
  stage.classList.add("scripted");
  show();
}

function only(page) {
  const link = page.querySelector("[data-only]");
  const rows = [...page.querySelectorAll(".compare-table tbody tr")];
  if (link.hasAttribute("aria-current")) return; // the others are not on the page
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const on = link.toggleAttribute("aria-current");
    if (on) link.setAttribute("aria-current", "true");
    for (const row of rows) row.hidden = on && !row.matches(".differs");
  });
}
