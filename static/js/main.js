// Finds what is on the page and gives each its behaviour.

import { anchored } from "./anchored.js";
import { clocks } from "./clock.js";
import { composing } from "./composing.js";
import { copy, filters, menu, problems } from "./controls.js";
import { drafts } from "./draft.js";
import { feed } from "./feed.js";
import { live } from "./live.js";
import { pictureKeys } from "./picture_keys.js";
import { queueChip } from "./queue_chip.js";
import { runActions } from "./run_actions.js";
import { shell } from "./shell.js";
import { tileForms } from "./tile_forms.js";
import { title } from "./title.js";
import { tray } from "./tray.js";

function each(root, selector, behave) {
  root.querySelectorAll(selector).forEach((element) => behave(element));
}

drafts();
pictureKeys(); // what Create does with the same keys comes before
composing();
each(document, "[data-copy]", copy);
each(document, "[data-menu]", menu);
each(document, "[data-filters]", filters);
each(document, "[data-problems]", problems);
each(document, "[data-queue]", async (page) => (await import("./queue.js")).queuePage(page));
each(document, "[data-preference]", async (form) => (await import("./preferences.js")).preference(form));
each(document, "[data-password]", async (box) => (await import("./password.js")).password(box));
each(document, "[data-batch]", async (page) => (await import("./batch.js")).batch(page));
each(document, "[data-compare]", async (page) => (await import("./compare.js")).compare(page));
feed();
runActions();
title();
tray();
queueChip();
shell();
anchored();
tileForms();
clocks();
if (document.body.dataset.live) live(document.body);
