// What has just come bears a dot until it was in sight for a moment.

const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(target.seenTimer);
    if (isIntersecting) target.seenTimer = setTimeout(() => seen(target), 4000);
  }
}, { threshold: 0.6 });

export function unseen(tile) {
  tile.dataset.new = "";
  sight.observe(tile);
  tile.addEventListener("focusin", () => seen(tile), { once: true });
  tile.addEventListener("pointerenter", () => seen(tile), { once: true });
}

function seen(tile) {
  if (document.hidden) {
    document.addEventListener("visibilitychange", () => setTimeout(() => seen(tile), 4000), { once: true });
    return;
  }
  delete tile.dataset.new;
  sight.unobserve(tile);
}
