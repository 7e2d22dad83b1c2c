// Short notices at the corner, and words for screen readers.

const STAY = 8000;

export function toast(text) {
  const region = document.querySelector("[data-toasts]");
  if (!region) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  box.append(words);
  region.append(box);
  while (region.children.length > 3) region.firstElementChild.remove();
  words.textContent = text;
  leave(box);
}

function leave(box) {
  let timer = setTimeout(() => box.remove(), STAY);
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => { timer = setTimeout(() => box.remove(), STAY); });
}

let waiting = [];
let last = 0;

// Merged and throttled: several results at once are one sentence.
export function announce(text) {
  waiting.push(text);
  if (waiting.length > 1) return;
  setTimeout(() => {
    const place = document.querySelector("[data-announcer]");
    if (place) place.textContent = [...new Set(waiting)].join(". ");
    waiting = [];
    last = Date.now();
  }, Math.max(0, 3000 - (Date.now() - last)));
}
