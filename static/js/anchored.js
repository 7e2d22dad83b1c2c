// A popover of the form or of a tile stands beside the button that opens it, inside the window.

const GAP = 4;
const ANCHORED = "[data-composer] [popover], .tile-note";

export function anchored() {
  const opens = ({ target, newState }) => {
    const button = newState === "open" && target.matches(ANCHORED) && opener(target);
    if (button) requestAnimationFrame(() => place(target, button));
  };
  document.addEventListener("beforetoggle", opens, true);
}

const opener = ({ id }) => document.querySelector(`[popovertarget="${id}"]:not([popovertargetaction])`);

function place(popover, button) {
  const box = button.getBoundingClientRect();
  const own = popover.getBoundingClientRect();
  const below = box.bottom + GAP;
  const fits = below + own.height <= innerHeight - GAP;
  const top = fits ? below : Math.max(GAP, Math.min(box.top - GAP - own.height, innerHeight - GAP - own.height));
  const left = Math.max(GAP, Math.min(box.left, innerWidth - own.width - GAP));
  popover.style.setProperty("--top", `${Math.max(GAP, top)}px`);
  popover.style.setProperty("--left", `${left}px`);
}
