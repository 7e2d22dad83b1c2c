// References: chosen, dropped or pasted files become slots of the form, one by one.

import { parse, send } from "./http.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

export function references(slots) {
  const form = slots.closest("form");
  const add = slots.querySelector("[data-add]");
  const input = slots.querySelector("[data-files]");

  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    take(files);
  });
  slots.addEventListener("click", (event) => {
    const slot = event.target.closest("[data-remove]")?.closest("[data-slot]");
    if (slot) drop(slot);
  });
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    add.classList.add("over");
  });
  form.addEventListener("dragleave", () => add.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    add.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  form.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });

  // One after the other: each must know which roles the earlier ones have taken.
  async function take(files) {
    const waiting = files.map((file) => placeholder(file));
    for (const [index, file] of files.entries()) {
      await upload(file, waiting[index]).catch(() => fail(waiting[index], say("not_uploaded", { name: file.name })));
    }
  }

  function placeholder(file) {
    const slot = document.createElement("div");
    slot.className = "slot waiting";
    const frame = document.createElement("div");
    frame.className = "frame";
    frame.textContent = file.name;
    slot.append(frame);
    add.before(slot);
    return slot;
  }

  async function upload(file, slot) {
    const response = await send(form.dataset.upload, form, { file });
    if (response.status !== 201) {
      const answer = await response.json().catch(() => ({}));
      fail(slot, answer.message ?? say("not_uploaded", { name: file.name }));
      return;
    }
    slot.replaceWith(parse(await response.text()));
    ready();
    form.dispatchEvent(new CustomEvent("priced"));
  }

  function fail(slot, text) {
    slot.remove();
    toast(text);
  }

  function drop(slot) {
    const next = slot.nextElementSibling?.querySelector("button, input:not([type=hidden])");
    slot.remove();
    ready();
    next?.focus();
    form.dispatchEvent(new CustomEvent("priced"));
  }

  function ready() {
    slots.querySelectorAll("[data-remove]").forEach((button) => { button.hidden = false; });
    slots.querySelectorAll("[data-number]").forEach((number, index) => { number.textContent = index + 1; });
  }

  ready();
}
