// Finds what is on the page and gives each its behaviour.

import { clocks } from "./clock.js";
import { composer } from "./composer.js";
import { copy, dice, filters, menu, pair, problems } from "./controls.js";
import { draft, drafts } from "./draft.js";
import { dragging } from "./dragging.js";
import { feed } from "./feed.js";
import { live } from "./live.js";
import { mentions } from "./mentions.js";
import { pasting } from "./pasting.js";
import { presets } from "./presets.js";
import { price } from "./price.js";
import { prompt } from "./prompt.js";
import { queuePage } from "./queue.js";
import { queueChip } from "./queue_chip.js";
import { references } from "./references.js";
import { reuse } from "./reuse.js";
import { runActions } from "./run_actions.js";
import { shelves } from "./shelf.js";
import { shell } from "./shell.js";
import { tileForms } from "./tile_forms.js";
import { title } from "./title.js";
import { tray } from "./tray.js";
import { variationList } from "./variation_list.js";
import { waitForUploads } from "./waiting.js";

function each(root, selector, behave) {
  root.querySelectorAll(selector).forEach((element) => behave(element));
}

function enhance(form) {
  composer(form, enhance);
  price(form);
  each(form, "[data-mentions]", mentions);
  each(form, "[data-prompt]", prompt);
  each(form, "[data-variations]", variationList);
  each(form, "[data-references]", references);
  draft(form);
  each(form, "[data-pair]", pair);
  each(form, "[data-dice]", dice);
}

document.documentElement.classList.add("scripted");
drafts();
document.addEventListener("composer:fresh", (event) => enhance(event.target));
each(document, "[data-composer]", enhance);
for (const begin of [dragging, pasting, shelves, presets, reuse, waitForUploads]) begin();
each(document, "[data-copy]", copy);
each(document, "[data-menu]", menu);
each(document, "[data-filters]", filters);
each(document, "[data-problems]", problems);
each(document, "[data-queue]", queuePage);
each(document, "[data-batch]", async (page) => (await import("./batch.js")).batch(page));
each(document, "[data-compare]", async (page) => (await import("./compare.js")).compare(page));
feed();
runActions();
title();
tray();
queueChip();
shell();
tileForms();
clocks();
if (document.body.dataset.live) live(document.body);
