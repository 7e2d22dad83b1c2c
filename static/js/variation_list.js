// `{a|b}` in the prompt: how many it makes, and which of them to leave out.

import { expand, sizes, TooMany, Unclosed } from "./variations.js";
import { say } from "./words.js";

const PAUSE = 150;

export function variationList(box) {
  const field = box.closest("form").querySelector("[data-prompt]");
  const list = box.querySelector("[data-list]");
  const error = box.parentElement.querySelector("[data-variations-error]");
  const dropped = new Set();
  let timer = 0;

  function show() {
    const text = field.value;
    let found = [];
    let wrong = "";
    try {
      found = expand(text);
    } catch (problem) {
      if (problem instanceof Unclosed) wrong = say("unclosed", { text: problem.message });
      else if (problem instanceof TooMany) wrong = say("too_many_tasks", { count: problem.message });
      else throw problem;
    }
    error.hidden = !wrong || document.activeElement === field;
    error.textContent = wrong;
    box.hidden = found.length < 2;
    if (box.hidden) return list.replaceChildren();
    const groups = sizes(text);
    const words = groups.length > 1 ? "variations" : "variations_plain";
    box.querySelector("[data-sizes]").textContent = say(words, { sizes: groups.join(" × "), count: found.length });
    draw(found);
  }

  function draw(found) {
    for (const text of dropped) if (!found.includes(text)) dropped.delete(text);
    list.replaceChildren(...found.map(row));
  }

  // The box that is ticked is only for the eye: what is sent are the ones left out.
  function row(text) {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", checked: !dropped.has(text) });
    const out = Object.assign(document.createElement("input"), { type: "hidden", name: "drop_variation", value: text, disabled: tick.checked });
    tick.addEventListener("change", () => {
      dropped[tick.checked ? "delete" : "add"](text);
      out.disabled = tick.checked;
    });
    const words = Object.assign(document.createElement("span"), { textContent: text, dir: "auto" });
    label.append(tick, words);
    item.append(label, out);
    return item;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  field.addEventListener("blur", show);
  for (const input of list.querySelectorAll("input[name=drop_variation]")) dropped.add(input.value);
  show();
}
