// A seed: rolled by the dice, kept by the lock, random when it is open.

export function seed(box) {
  const field = box.querySelector("input");
  const [dice, lock] = [box.querySelector("[data-dice]"), box.querySelector("[data-lock]")];
  const most = Math.min(Number(box.dataset.most) || 2 ** 31 - 1, 2 ** 31 - 1);
  let last = field.value;

  function set(value) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function roll() {
    return String(Math.floor(Math.random() * most));
  }

  dice.hidden = false;
  lock.hidden = false;
  dice.addEventListener("click", () => set(roll()));
  lock.addEventListener("click", () => set(field.value ? "" : last || roll()));
  field.addEventListener("input", () => {
    if (field.value) last = field.value;
    lock.setAttribute("aria-pressed", String(Boolean(field.value)));
  });
  lock.setAttribute("aria-pressed", String(Boolean(field.value)));
}
