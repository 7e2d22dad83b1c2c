// Picking references: upload, results, projects. What is chosen stays chosen from tab to tab.

import { board } from "./references.js";
import { load, openDialog } from "./dialog.js";
import { pasted } from "./pasting.js";
import { say } from "./words.js";

export function openShelf(link) {
  const slot = link.closest(".slot[data-slot]");
  slot?.querySelector("[popover]")?.hidePopover();
  const role = link.closest("[data-add]")?.dataset.add ?? "";
  return open(link.href, slot ? { replace: slot } : { role });
}

async function open(url, at) {
  const dialog = await openDialog(url, say("references"));
  if (!dialog) return;
  const chosen = new Set();
  const single = Boolean(at.replace || at.role);
  dialog.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-shelf-files]")) finish(() => board().take(field.files, at));
    if (field.name === "ref") choose(field);
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target.matches("[data-shelf-filter]")) show(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
    else if (chosen.size) finish(() => board().add([...chosen].map((id) => (at.role ? `${id}:${at.role}` : id)), at));
  });
  dialog.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-shelf-link], [data-shelf-more]");
    if (!link) return;
    event.preventDefault();
    if (link.matches("[data-shelf-link]")) show(link.href);
    else more(link);
  });
  dialog.addEventListener("keydown", arrows);
  dialog.addEventListener("dragover", (event) => event.preventDefault());
  dialog.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) finish(() => board().take([...event.dataTransfer.files], at));
  });
  document.addEventListener("paste", paste, true);
  dialog.addEventListener("close", () => document.removeEventListener("paste", paste, true));
  ready();

  function paste(event) {
    const files = pasted(event);
    if (!files.length) return;
    event.preventDefault();
    event.stopPropagation();
    finish(() => board().take(files, at));
  }

  function choose(field) {
    if (single && field.checked) chosen.clear();
    chosen[field.checked ? "add" : "delete"](field.value);
    ready();
  }

  async function show(address) {
    const content = await load(address);
    if (!content) return;
    dialog.querySelector(".pane-body").replaceChildren(content);
    ready();
    dialog.querySelector("[aria-current]")?.focus();
  }

  async function more(link) {
    const content = await load(link.href);
    if (!content) return;
    const first = content.querySelector("input");
    link.closest("li").replaceWith(content);
    ready();
    first?.focus();
  }

  function ready() {
    for (const field of dialog.querySelectorAll("input[name=ref]")) field.checked = chosen.has(field.value);
    const button = dialog.querySelector("[data-shelf-use]");
    if (button) button.setAttribute("aria-disabled", String(!chosen.size));
  }

  function finish(act) {
    act();
    dialog.close();
  }
}

// Up, down, left, right among the pictures, by where they are.
function arrows(event) {
  if (!event.key.startsWith("Arrow") || event.target.name !== "ref") return;
  const all = [...event.currentTarget.querySelectorAll("input[name=ref]")];
  const at = all.indexOf(event.target);
  const top = (field) => field.closest("li").offsetTop;
  const across = all.filter((field) => top(field) === top(all[0])).length || 1;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
  event.preventDefault();
  all[at + by]?.focus();
}
