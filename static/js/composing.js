// What the composer is made of, given to each form that comes to stand in its place.

import { anchored } from "./anchored.js";
import { composer, marked } from "./composer.js";
import { pair } from "./controls.js";
import { draft } from "./draft.js";
import { dragging } from "./dragging.js";
import { mentions } from "./mentions.js";
import { params } from "./params.js";
import { pasting } from "./pasting.js";
import { picker } from "./picker.js";
import { presets } from "./presets.js";
import { price } from "./price.js";
import { prompt } from "./prompt.js";
import { references } from "./references.js";
import { reuse } from "./reuse.js";
import { seed } from "./seed.js";
import { shelves } from "./shelf.js";
import { sheet } from "./sheet.js";
import { askForCredits } from "./spend.js";
import { validate } from "./validate.js";
import { variationList } from "./variation_list.js";
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
  each("[data-mentions]", mentions);
  each("[data-prompt]", prompt);
  each("[data-variations]", variationList);
  each("[data-references]", references);
  each("[data-pair]", pair);
  each("[data-seed]", seed);
  each("[data-models]", picker);
  each("[popover]", anchored);
  draft(form);
}

export function composing() {
  const form = document.querySelector("form[data-composer]");
  document.addEventListener("composer:fresh", (event) => enhance(event.target));
  if (!form) return;
  enhance(form);
  form.querySelector(".composer-scroll").scrollTop = 0; // a field that got focus too early moved it
  marked(form);
  sheet();
  askForCredits();
  for (const begin of [dragging, pasting, shelves, presets, reuse, waitForUploads]) begin();
}
