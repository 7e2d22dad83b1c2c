// Without a network nothing can be made: it is said, the draft stays, and Generate waits.

import { toast } from "./toast.js";
import { say } from "./words.js";

export function offline(banner) {
  function changed() {
    const isOff = !navigator.onLine;
    document.documentElement.toggleAttribute("data-offline", isOff);
    banner.hidden = !isOff;
    for (const button of document.querySelectorAll("[data-generate]")) wait(button, isOff);
  }

  for (const name of ["online", "offline"]) window.addEventListener(name, changed);
  document.addEventListener("submit", hold, true);
  if (!navigator.onLine) changed();
}

// The price decides again, as soon as it can be asked, whether the button may be pressed.
function wait(button, isOff) {
  if (isOff) button.setAttribute("aria-disabled", "true");
  else button.form.dispatchEvent(new CustomEvent("priced", { bubbles: true }));
}

function hold(event) {
  if (navigator.onLine || !event.target.matches("[data-composer]") || event.submitter?.name === "switch") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  toast(say("offline"));
}
