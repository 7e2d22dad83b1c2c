// The part of a clip or a sound that is kept: two moments, typed or slid, and what they leave.

import { say } from "./words.js";

const LEAST = 0.1;

export function trim(form) {
  const { start, end } = form.elements;
  const [from, to] = [form.querySelector("[data-start]"), form.querySelector("[data-end]")];
  const media = form.querySelector("[data-media]");
  const [length, most] = [Number(form.dataset.seconds), Number(form.dataset.most) || Infinity];
  let until = Infinity;

  // Whichever was moved stays; the other follows where the part would be empty or too long.
  function set(first, last, isFirst) {
    let [one, other] = [clamp(first, 0, length - LEAST), clamp(last, LEAST, length)];
    if (other - one < LEAST || other - one > most) {
      if (isFirst) other = Math.min(length, one + (other > one ? most : LEAST));
      else one = Math.max(0, other - (other > one ? most : LEAST));
    }
    [from.value, to.value] = [one, other];
    [start.value, end.value] = [clock(one), clock(other)];
    form.querySelector("[data-using]").textContent = say("using", { start: clock(one), end: clock(other) });
  }

  from.addEventListener("input", () => { set(Number(from.value), Number(to.value), true); media.currentTime = Number(from.value); });
  to.addEventListener("input", () => { set(Number(from.value), Number(to.value), false); media.currentTime = Number(to.value); });
  start.addEventListener("change", () => set(moment(start.value), moment(end.value), true));
  end.addEventListener("change", () => set(moment(start.value), moment(end.value), false));
  form.querySelector("[data-play-part]").addEventListener("click", () => {
    media.currentTime = Number(from.value);
    until = Number(to.value);
    media.play();
  });
  media.addEventListener("timeupdate", () => {
    if (media.currentTime < until) return;
    until = Infinity;
    media.pause();
  });
  set(0, Math.min(length, most), true);
}

export function moment(word) {
  const parts = word.trim().replace(",", ".").split(":").map(Number);
  const seconds = parts.length > 1 ? parts.at(-2) * 60 + parts.at(-1) : parts[0];
  return Number.isFinite(seconds) ? seconds : 0;
}

function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
