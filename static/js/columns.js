// Compare in the composer: four at most, the form's own model among them unless its vendors are.
// Each says what it costs and leaves out, and may have settings of its own.

import { pair } from "./controls.js";
import { parse, send } from "./http.js";
import { withoutFiles } from "./price.js";
import { seed } from "./seed.js";

const MOST = 4;
const PAUSE = 400;

export function columns(box) {
  const { form } = box.querySelector("[data-main]");
  const items = [...box.querySelectorAll("[data-column]")];
  const boxes = [...box.querySelectorAll("[name=column]")];
  const usual = new Map(items.map((item) => [item, item.querySelector("[data-remark]").textContent]));
  let timer = 0;
  let newest = 0;

  function limit() {
    const on = boxes.filter((tick) => tick.checked);
    const isReplaced = on.some((tick) => "own" in tick.dataset);
    box.querySelector("[data-main]").checked = !isReplaced;
    const room = MOST - on.length - Number(!isReplaced);
    for (const tick of boxes) tick.disabled = !tick.checked && room <= 0;
  }

  // An answer to what the form was before is of no use.
  function later() {
    newest += 1;
    clearTimeout(timer);
    if (box.querySelector("[name=column]:checked, [data-adjust]")) timer = setTimeout(refresh, PAUSE);
  }

  async function refresh() {
    const mine = newest;
    const response = await send(box.dataset.compareModels, withoutFiles(form)).catch(() => null);
    if (!response?.ok) return; // the next change asks again, and the form is judged when it is sent
    const fresh = parse(await response.text());
    if (mine !== newest) return;
    for (const item of items) swap(item, fresh.querySelector(`[data-column="${CSS.escape(item.dataset.column)}"]`));
  }

  function swap(item, fresh) {
    const [old, next] = [item, fresh].map((some) => some?.querySelector("[data-adjust]"));
    if (old?.contains(document.activeElement)) return;
    if (old && next) next.open = old.open;
    old?.remove();
    if (!next) return;
    item.append(next);
    enliven(next);
  }

  form.addEventListener("change", later);
  form.addEventListener("composer:changed", later);
  form.addEventListener("quoted", ({ detail }) => {
    const chip = form.querySelector("[data-compared]");
    chip.hidden = !detail.compared;
    chip.textContent = detail.compared ?? "";
    for (const item of items) {
      item.querySelector("[data-remark]").textContent = detail.remarks?.[item.dataset.column] ?? usual.get(item);
    }
  });
  box.addEventListener("change", limit);
  limit();
  later();
  if (boxes.some((tick) => tick.checked)) form.dispatchEvent(new CustomEvent("priced")); // what each one costs
}

function enliven(root) {
  root.querySelectorAll("[data-pair]").forEach(pair);
  root.querySelectorAll("[data-seed]").forEach(seed);
}
