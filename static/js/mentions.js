// `@` in the prompt lists the references; choosing one writes `@2` and shows which it is.

import { board } from "./references.js";
import { outline, slotsOf } from "./slots.js";
import { say } from "./words.js";

const BEFORE = /(^|[^A-Za-z0-9_.@])@([0-9]?)$/; // what stands before the caret

export function mentions(list) {
  const field = list.parentElement.querySelector("[data-prompt]");
  let at = 0;

  function show() {
    const found = BEFORE.exec(field.value.slice(0, field.selectionStart));
    const slots = board() ? slotsOf(board().box) : [];
    const options = found && slots.map((slot, index) => [slot, index + 1]).filter(([, n]) => String(n).startsWith(found[2]));
    if (!options?.length || document.activeElement !== field) return hide();
    list.replaceChildren(...options.map(option));
    list.hidden = false;
    field.setAttribute("aria-controls", (list.id ||= "mentions"));
    mark(0);
  }

  function hide() {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    at = (index + list.children.length) % list.children.length;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    field.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function choose(item) {
    const head = field.value.slice(0, field.selectionStart).replace(/@[0-9]?$/, `@${item.dataset.n} `);
    const tail = field.value.slice(field.selectionStart).replace(/^ /, "");
    field.value = head + tail;
    field.setSelectionRange(head.length, head.length);
    hide();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    outline(slotsOf(board().box)[item.dataset.n - 1]);
    field.focus();
  }

  field.addEventListener("input", show);
  field.addEventListener("blur", () => setTimeout(hide, 150));
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.keyCode === 229) return;
    const acts = {
      ArrowDown: () => mark(at + 1),
      ArrowUp: () => mark(at - 1),
      Enter: () => choose(list.children[at]),
      Tab: () => choose(list.children[at]),
      Escape: hide,
    };
    if (!acts[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  });
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("[role=option]");
    event.preventDefault();
    if (item) choose(item);
  });
  show();
}

function option([slot, n]) {
  const item = document.createElement("li");
  Object.assign(item, { id: `mention-${n}`, role: "option" });
  item.setAttribute("role", "option");
  item.dataset.n = n;
  const picture = slot.querySelector("img")?.cloneNode();
  if (picture) {
    picture.alt = "";
    item.append(picture);
  }
  const role = slot.querySelector("[data-role-label]").textContent;
  item.append(`@${n} ${role || slot.dataset.name || say("reference_n", { n })}`);
  return item;
}
