// A first or last frame of another shape than the film: said, with what can be done about it.

import { say } from "./words.js";

const NAMED = ["1:1", "5:4", "4:3", "3:2", "16:9", "2:1", "21:9", "4:5", "3:4", "2:3", "9:16", "1:2", "9:21"];
const ALIKE = 1.03; // sides that differ by less are the same shape

const valueOf = (shape) => {
  const [wide, high] = shape.split(":").map(Number);
  return wide / high;
};

const alike = (one, other) => Math.max(one / other, other / one) < ALIKE;

export function frames(form, line) {
  function draw() {
    const wanted = new FormData(form).get("param-aspect_ratio") ?? "";
    const slot = /^\d+:\d+$/.test(wanted) && [...form.querySelectorAll(".slot[data-slot]:not([data-unused])")].find((some) => differs(some, valueOf(wanted)));
    const key = slot ? `${slot.dataset.slot} ${wanted}` : "";
    if (line.dataset.key === key) return;
    line.dataset.key = key;
    line.hidden = !slot;
    if (slot) line.replaceChildren(...parts(slot, wanted));
  }

  function parts(slot, wanted) {
    const shape = shapeOf(slot);
    const words = Object.assign(document.createElement("p"), { textContent: say("mismatch", { picture: shape, video: wanted }) });
    words.className = "hint";
    const link = Object.assign(document.createElement("a"), { className: "btn sm", textContent: say("crop") });
    link.href = `${line.dataset.mismatch}${slot.dataset.slot}/cut/?shape=${encodeURIComponent(wanted)}`;
    link.dataset.cut = slot.dataset.slot;
    const offered = form.querySelector(`[name="param-aspect_ratio"][value="${CSS.escape(shape)}"]:not(:disabled)`);
    return offered ? [words, link, use(offered, shape)] : [words, link];
  }

  function use(radio, shape) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: say("use_shape", { shape }) });
    button.addEventListener("click", () => {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
      radio.focus();
    });
    return button;
  }

  for (const name of ["change", "composer:changed"]) form.addEventListener(name, draw);
  draw();
}

function differs(slot, wanted) {
  const { role, width, height } = slot.dataset;
  return ["first_frame", "last_frame"].includes(role) && width && !alike(width / height, wanted);
}

// By its usual name, else as it is measured: 1.43:1.
function shapeOf({ dataset: { width, height } }) {
  const value = width / height;
  return NAMED.find((shape) => alike(valueOf(shape), value)) ?? (value > 1 ? `${value.toFixed(2)}:1` : `1:${(1 / value).toFixed(2)}`);
}
