// A menu opens beside its button, and inside the window.
export function besideItsButton(event) {
  if (event.newState !== "open") return;
  const menu = event.target;
  const at = menu.parentElement.querySelector("[data-slot-menu]").getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  menu.style.setProperty("--left", `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`);
  menu.style.setProperty("--top", `${at.bottom + height + 8 > innerHeight ? Math.max(8, at.top - height - 4) : at.bottom + 4}px`);
}
