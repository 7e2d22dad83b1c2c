// Several videos on one clock: play, scrub, frame by frame, loop.

import { say } from "./words.js";

const FRAME = 1 / 24;
const APART = 0.08; // seconds that one may be behind the longest

export function transport(box, videos) {
  const play = box.querySelector("[data-play]");
  const scrub = box.querySelector("[data-scrub]");
  const loop = box.querySelector("[data-loop]");
  let held = false;

  const lengthOf = (video) => video.duration || 0;
  const longest = () => videos.reduce((best, video) => (lengthOf(video) > lengthOf(best) ? video : best));
  const each = (act) => videos.forEach(act);

  function seek(at) {
    each((video) => { video.currentTime = Math.min(Math.max(at, 0), lengthOf(video)); });
  }

  function step(frames) {
    each((video) => video.pause());
    seek(longest().currentTime + frames * FRAME);
  }

  function together({ target: lead }) {
    if (lead !== longest()) return;
    for (const video of videos) {
      if (Math.abs(video.currentTime - lead.currentTime) > APART && !video.ended) video.currentTime = lead.currentTime;
    }
    if (!held && lengthOf(lead)) scrub.value = (lead.currentTime / lengthOf(lead)) * 1000;
  }

  function resume() {
    const isOver = longest().ended;
    if (isOver) seek(0);
    each((video) => { if (isOver || !video.ended) video.play().catch(() => {}); });
  }

  function ended() {
    if (loop.checked && videos.every((video) => video.ended)) resume();
  }

  box.hidden = false;
  each((video) => {
    video.controls = false;
    video.addEventListener("ended", ended);
    video.addEventListener("timeupdate", together);
    for (const name of ["play", "pause", "ended"]) {
      video.addEventListener(name, () => { play.textContent = longest().paused ? say("play") : say("pause"); });
    }
  });
  play.addEventListener("click", () => {
    if (longest().paused) resume();
    else each((video) => video.pause());
  });
  scrub.addEventListener("pointerdown", () => { held = true; });
  for (const name of ["pointerup", "change"]) scrub.addEventListener(name, () => { held = false; });
  scrub.addEventListener("input", () => {
    each((video) => video.pause());
    seek((scrub.value / 1000) * lengthOf(longest()));
  });
  box.addEventListener("click", (event) => {
    const frames = event.target.closest("[data-frame-step]")?.dataset.frameStep;
    if (frames) step(Number(frames));
  });
}
