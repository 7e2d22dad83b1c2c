// Compare in the composer: four at most, the form's own model among them unless its vendors are.

const MOST = 4;

export function columns() {
  document.addEventListener("change", (event) => {
    const set = event.target.closest?.("[data-columns]");
    if (set) limit(set);
  });
  document.querySelectorAll("[data-columns]").forEach(limit);
}

function limit(set) {
  const boxes = [...set.querySelectorAll("input")];
  const on = boxes.filter((box) => box.checked);
  const room = MOST - on.length - (on.some((box) => "own" in box.dataset) ? 0 : 1);
  for (const box of boxes) box.disabled = !box.checked && room <= 0;
}
