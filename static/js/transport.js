// Several videos on one clock: play, scrub, frame by frame, loop.

import { say } from "./words.js";

const FRAME = 1 / 24;
const APART = 0.08; // seconds that one may be behind the first

export function transport(box, videos) {
  const [first] = videos;
  const play = box.querySelector("[data-play]");
  const scrub = box.querySelector("[data-scrub]");
  const loop = box.querySelector("[data-loop]");
  let held = false;

  const length = () => Math.max(...videos.map((video) => video.duration || 0));
  const each = (act) => videos.forEach(act);

  function seek(at) {
    each((video) => { video.currentTime = Math.min(Math.max(at, 0), video.duration || 0); });
  }

  function step(frames) {
    each((video) => video.pause());
    seek(first.currentTime + frames * FRAME);
  }

  function together() {
    for (const video of videos.slice(1)) {
      if (Math.abs(video.currentTime - first.currentTime) > APART && !video.ended) video.currentTime = first.currentTime;
    }
    if (!held && length()) scrub.value = (first.currentTime / length()) * 1000;
  }

  function ended() {
    if (!videos.every((video) => video.ended)) return;
    if (!loop.checked) return;
    seek(0);
    each((video) => video.play().catch(() => {}));
  }

  box.hidden = false;
  each((video) => {
    video.controls = false;
    video.addEventListener("ended", ended);
  });
  first.addEventListener("timeupdate", together);
  for (const name of ["play", "pause", "ended"]) {
    first.addEventListener(name, () => { play.textContent = first.paused ? say("play") : say("pause"); });
  }
  play.addEventListener("click", () => {
    const paused = first.paused;
    each((video) => (paused ? video.play().catch(() => {}) : video.pause()));
  });
  scrub.addEventListener("pointerdown", () => { held = true; });
  for (const name of ["pointerup", "change"]) scrub.addEventListener(name, () => { held = false; });
  scrub.addEventListener("input", () => {
    each((video) => video.pause());
    seek((scrub.value / 1000) * length());
  });
  box.addEventListener("click", (event) => {
    const frames = event.target.closest("[data-frame-step]")?.dataset.frameStep;
    if (frames) step(Number(frames));
  });
}
