// Elapsed time on tiles, and moments in the reader's own time zone. One timer for all of them.

import { say } from "./words.js";

export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  const [minutes, rest] = parts;
  const end = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${end}` : `${minutes}:${end}`;
}

export function clockwork() {
  const now = Date.now();
  for (const place of document.querySelectorAll("[data-since]")) elapsed(place, now);
  for (const place of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Date.parse(place.dataset.until) - now) / 1000);
    write(place, left > 0 ? say("in_time", { time: clockText(left) }) : "");
  }
  for (const place of document.querySelectorAll("[data-look]")) {
    if (Date.parse(place.dataset.look) > now) continue;
    delete place.dataset.look;
    place.dispatchEvent(new CustomEvent("studio:look", { bubbles: true }));
  }
}

function elapsed(place, now) {
  const seconds = (now - Date.parse(place.dataset.since)) / 1000;
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
    relative: new Intl.RelativeTimeFormat(lang, { numeric: "always" }),
  };
  return formats;
}

export function localise(root) {
  for (const time of root.querySelectorAll("time[data-time]")) {
    const text = spoken().full.format(new Date(time.dateTime));
    time.title = text;
    if (time.dataset.time === "full") time.textContent = text;
    else freshen(time);
  }
}

function freshen(time) {
  const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
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
