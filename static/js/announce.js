// Words for screen readers: merged and throttled, several results at once are one sentence.

const EVERY = 3000;

let waiting = [];
let last = 0;

export function announce(text) {
  if (!text) return;
  waiting.push(text);
  if (waiting.length > 1) return;
  setTimeout(speak, Math.max(0, EVERY - (Date.now() - last)));
}

// What blocks the way does not wait for its turn.
export function alarm(text) {
  const place = document.querySelector("[data-alarm]");
  if (place) place.textContent = text;
}

function speak() {
  const place = document.querySelector("[data-announcer]");
  if (place) place.textContent = [...new Set(waiting)].join(". ");
  waiting = [];
  last = Date.now();
}
