// Compare: side by side, a slider, a flicker, a grid; zoom in step, and the videos on one clock.

import { modes, only } from "./compare_view.js";
import { send } from "./http.js";
import { onKey } from "./keys.js";
import { toast } from "./toast.js";
import { transport } from "./transport.js";
import { kept, remove } from "./tray.js";
import { say } from "./words.js";
import { zooming } from "./zooming.js";

export function compare(page) {
  const stage = page.querySelector("[data-stage]");
  if (!stage) {
    fromTray();
    return;
  }
  stage.classList.add("scripted");
  zooming(page, stage);
  sliding(stage);
  flickering(page, stage);
  modes(page, stage);
  const clock = page.querySelector("[data-transport]");
  if (clock) transport(clock, [...stage.querySelectorAll("video")]);
  page.addEventListener("click", (event) => {
    const link = event.target.closest("[data-tray-remove]");
    if (link) remove(link.dataset.trayRemove);
  });
  page.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-toggle]")) return;
    event.preventDefault();
    toggle(page, event.target, event.submitter);
  });
  only(page);
}

// What was collected on other pages, where the address names nothing.
function fromTray() {
  const ids = kept().map((item) => item.id);
  if (ids.length > 1 && !new URLSearchParams(location.search).has("ids")) location.replace(`/compare/?ids=${ids.join()}`);
}

// A pick or a star: pressed or not. Of one row of a batch there is one pick.
async function toggle(page, form, button) {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const on = button.getAttribute("aria-pressed") !== "true";
  try {
    const response = await send(form.action, form, on ? {} : { drop: "1" });
    if (!response.ok) throw new TypeError(response.status);
    const row = form.dataset.toggle;
    if (row) for (const other of page.querySelectorAll(`[data-toggle="${row}"] button`)) press(other, false);
    press(button, on);
  } catch {
    toast(say("failed"), { error: true });
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.value = on ? "1" : "";
}

function sliding(stage) {
  const range = stage.querySelector("[data-slide] input");
  range.parentElement.hidden = false;
  const cut = () => stage.style.setProperty("--cut", `${range.value}%`);
  let frame = null;

  function follow(event) {
    if (!frame) return;
    const box = frame.getBoundingClientRect();
    range.value = ((event.clientX - box.left) / box.width) * 100;
    cut();
  }

  stage.addEventListener("pointerdown", (event) => {
    const isSlider = stage.matches(".mode-slider:not(.zoomed)");
    frame = isSlider && event.button === 0 ? event.target.closest("[data-frame]") : null;
    frame?.setPointerCapture(event.pointerId);
    follow(event);
  });
  stage.addEventListener("pointermove", follow);
  for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, () => { frame = null; });
  range.addEventListener("input", cut);
  cut();
}

function flickering(page, stage) {
  const button = page.querySelector("[data-flick]");
  const items = [...stage.querySelectorAll("[data-item]")];
  let shown = 0;
  const show = () => items.forEach((item, place) => item.classList.toggle("shown", place === shown));
  const swap = () => {
    const isHeld = document.activeElement.matches("[data-frame]");
    shown = (shown + 1) % items.length;
    button.setAttribute("aria-pressed", String(shown > 0));
    show();
    if (isHeld) items[shown].querySelector("[data-frame]").focus({ preventScroll: true });
  };
  button.addEventListener("click", swap);
  onKey("flicker", (event) => {
    const isElsewhere = page.dataset.mode !== "flicker" || event?.target.closest?.("button, a, input, video");
    return isElsewhere ? false : swap();
  });
  show();
}
