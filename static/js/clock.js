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

export function localise(root) {
  const { lang: language, dataset } = document.documentElement;
  const full = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: dataset.zone });
  for (const time of root.querySelectorAll("time[data-time]")) {
    const text = full.format(new Date(time.dateTime));
    time.title = text;
    if (time.dataset.time === "full") time.textContent = text;
    else freshen(time, language);
  }
}

function freshen(time, language) {
  const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
  if (minutes < 1 || minutes >= 24 * 60) return;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  time.textContent = minutes < 60 ? relative.format(-minutes, "minute") : relative.format(-Math.floor(minutes / 60), "hour");
}

export function clocks() {
  localise(document);
  clockwork();
  setInterval(clockwork, 1000);
  setInterval(() => localise(document), 60000);
}
