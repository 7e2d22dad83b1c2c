// A popover stands beside the button that opens it, inside the window.

const GAP = 4;

export function anchored(popover) {
  const button = document.querySelector(`[popovertarget="${popover.id}"]:not([popovertargetaction])`);
  if (!button) return;
  popover.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") requestAnimationFrame(() => place(popover, button));
  });
}

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
