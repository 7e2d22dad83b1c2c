// Elapsed time on tiles, and moments in the reader's own time zone. One timer for all of them.

import { say } from "./words.js";

const LOOKS = 3000; // between two looks at one tile

const ahead = serversLead();
const looked = new Map(); // task -> when last

// The device's clock may be wrong. A page out of the browser's cache says a time of long ago.
function serversLead() {
  const [visit] = performance.getEntriesByType("navigation");
  try {
    if (visit?.transferSize) {
      const came = Date.now() - performance.now() + visit.responseStart;
      sessionStorage.setItem("clock", Date.parse(document.documentElement.dataset.now) - came);
    }
    return Number(sessionStorage.getItem("clock")) || 0;
  } catch {
    return 0;
  }
}

export const now = () => Date.now() + ahead;

export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  const [minutes, rest] = parts;
  const end = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${end}` : `${minutes}:${end}`;
}

export function clockwork() {
  for (const place of document.querySelectorAll("[data-since]")) elapsed(place);
  for (const place of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Date.parse(place.dataset.until) - now()) / 1000);
    write(place, left > 0 ? say("in_time", { time: clockText(left) }) : "");
  }
  document.querySelectorAll("[data-look]").forEach(look);
}

function look(place) {
  const { task } = place.closest(".tile").dataset;
  const wait = (looked.get(task) ?? -LOOKS) + LOOKS - performance.now();
  if (wait > 0 || Date.parse(place.dataset.look) > now()) return;
  looked.set(task, performance.now());
  delete place.dataset.look;
  place.dispatchEvent(new CustomEvent("studio:look", { bubbles: true }));
}

function elapsed(place) {
  const seconds = (now() - Date.parse(place.dataset.since)) / 1000;
  write(place, clockText(seconds));
  const usual = place.parentElement.querySelector("[data-late]");
  if (usual && seconds > usual.dataset.late) write(usual, say("longer"));
}

function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

let formats; // what makes them is the slowest thing that a page does: once

function spoken() {
  const { lang, dataset } = document.documentElement;
  formats ??= {
    full: new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short", timeZone: dataset.zone }),
    clock: new Intl.DateTimeFormat(lang, { timeStyle: "short", timeZone: dataset.zone }),
    relative: new Intl.RelativeTimeFormat(lang, { numeric: "always" }),
  };
  return formats;
}

export function localise(root) {
  for (const time of root.querySelectorAll("time[data-time]")) {
    const moment = new Date(time.dateTime);
    const format = spoken()[time.dataset.time];
    time.title = spoken().full.format(moment);
    if (format) time.textContent = format.format(moment);
    else freshen(time);
  }
}

function freshen(time) {
  const minutes = Math.floor((now() - Date.parse(time.dateTime)) / 60000);
  if (minutes < 1 || minutes >= 24 * 60) return;
  const [count, unit] = minutes < 60 ? [minutes, "minute"] : [Math.floor(minutes / 60), "hour"];
  time.textContent = spoken().relative.format(-count, unit);
}

export function clocks() {
  setTimeout(() => localise(document)); // a task of its own: keys are heard before it
  clockwork();
  setInterval(clockwork, 1000);
  setInterval(() => localise(document), 60000);
}
