// What the composer is made of, given to each form that comes to stand in its place.

import { composer } from "./composer.js";
import { pair } from "./controls.js";
import { draft } from "./draft.js";
import { dragging } from "./dragging.js";
import { earlierPrompts, panes, whenReached, whenWritten } from "./later.js";
import { mark } from "./mark.js";
import { params } from "./params.js";
import { pasting } from "./pasting.js";
import { price } from "./price.js";
import { prompt } from "./prompt.js";
import { references } from "./references.js";
import { reuse } from "./reuse.js";
import { seed } from "./seed.js";
import { sheet } from "./sheet.js";
import { validate } from "./validate.js";
import { waitForUploads } from "./waiting.js";

const known = new WeakSet();

function enhance(form) {
  if (known.has(form)) return;
  known.add(form);
  const each = (selector, behave) => form.querySelectorAll(selector).forEach((element) => behave(element));
  composer(form);
  params(form);
  price(form);
  validate(form);
  const field = form.elements.prompt;
  each("[data-prompt]", prompt);
  each("[data-mentions]", (list) => whenWritten(field, "@", async () => (await import("./mentions.js")).mentions(list)));
  each("[data-variations]", (box) => whenWritten(field, "{", async () => (await import("./variation_list.js")).variationList(box)));
  each("[data-references]", references);
  each("[data-pair]", pair);
  each("[data-seed]", seed);
  each("[data-models]", (list) => whenReached(list.parentElement, async () => (await import("./picker.js")).picker(list)));
  each("[data-compare-models]", comparing);
  draft(form);
}

function comparing(box) {
  const begin = async () => (await import("./columns.js")).columns(box);
  if (box.open) begin();
  else box.addEventListener("toggle", begin, { once: true });
}

export function composing() {
  const form = document.querySelector("form[data-composer]");
  document.addEventListener("composer:fresh", (event) => enhance(event.target));
  if (!form) return;
  enhance(form);
  form.querySelector(".composer-scroll").scrollTop = 0; // a field that got focus too early moved it
  mark(form, form.dataset.mark);
  sheet();
  for (const begin of [dragging, pasting, panes, earlierPrompts, reuse, waitForUploads]) begin();
}
