// The field that a vendor did not accept, until it is changed.

import { openSheet } from "./sheet.js";

const FIELDS = "textarea, select, button, input:checked, input:not([type=hidden])";

// `name` as the server has it: a field, a parameter, or "model".
export function mark(form, name) {
  const box = name && boxOf(form, CSS.escape(name));
  if (!box) return;
  const folded = box.closest("details:not([open])");
  if (folded) folded.open = true;
  box.classList.add("marked");
  box.addEventListener("input", () => box.classList.remove("marked"), { once: true });
  if (!box.checkVisibility()) openSheet();
  box.scrollIntoView({ block: "nearest" });
  const field = [...box.querySelectorAll(FIELDS)].find((some) => some.checkVisibility());
  field?.focus({ preventScroll: true });
}

function boxOf(form, name) {
  const found = form.querySelector(`#id_${name}`) ?? form.querySelector(`[data-param="${name}"]`);
  return found?.closest(".field:not(.unscripted)") ?? found;
}
