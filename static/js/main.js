// Finds what is on the page and gives each its behaviour.

import { clocks } from "./clock.js";
import { composer } from "./composer.js";
import { copy, dice, filters, menu, pair, problems } from "./controls.js";
import { feed } from "./feed.js";
import { live } from "./live.js";
import { price } from "./price.js";
import { prompt } from "./prompt.js";
import { queuePage } from "./queue.js";
import { queueChip } from "./queue_chip.js";
import { references } from "./references.js";
import { runActions } from "./run_actions.js";
import { shell } from "./shell.js";
import { tileForms } from "./tile_forms.js";
import { title } from "./title.js";
import { tray } from "./tray.js";

function each(root, selector, behave) {
  root.querySelectorAll(selector).forEach((element) => behave(element));
}

function enhance(form) {
  composer(form, enhance);
  price(form);
  each(form, "[data-prompt]", prompt);
  each(form, "[data-slots]", references);
  each(form, "[data-pair]", pair);
  each(form, "[data-dice]", dice);
}

document.documentElement.classList.add("scripted");
each(document, "[data-composer]", enhance);
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
