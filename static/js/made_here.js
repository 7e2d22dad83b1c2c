// A file that this studio made comes back: its settings, or the file itself?

import { composerForm, fill } from "./fill.js";
import { say } from "./words.js";

// True where the file itself is not wanted: its settings are taken, or nothing is.
export function reused(slot, name) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.dataset.testid = "made-here";
  const words = Object.assign(document.createElement("h2"), { id: "made-here", textContent: say("made_here", { name }) });
  dialog.setAttribute("aria-labelledby", words.id);
  const foot = Object.assign(document.createElement("div"), { className: "dialog-foot" });
  dialog.append(words, foot);
  return new Promise((resolve) => {
    const answer = { settings: button("reuse_its", "btn primary"), file: button("use_as", "btn") };
    foot.append(answer.settings, answer.file);
    answer.settings.addEventListener("click", () => dialog.close("settings"));
    answer.file.addEventListener("click", () => dialog.close("file"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "settings" && composerForm()) fill({ switch: "reuse", from: slot.dataset.slot, part: "all" }, { done: say("taken_over"), focus: "[data-prompt]" });
      resolve(dialog.returnValue !== "file");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function button(word, className) {
  return Object.assign(document.createElement("button"), { type: "button", className, textContent: say(word) });
}
