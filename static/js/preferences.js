// Settings that act at once: keys on or off, and the browser's leave for notices.

import { useSingleKeys } from "./keys.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

export function preference(form) {
  const box = form.querySelector("[type=checkbox]");
  const { preference: name } = form.dataset;
  if (name === "single_keys") box.addEventListener("change", () => useSingleKeys(box.checked));
  if (name === "notify") form.addEventListener("change", (event) => askLeave(event, form, box), true);
}

// The browser asks the person; what it refuses cannot be switched on here.
async function askLeave(event, form, box) {
  if (!event.isTrusted || !box.checked) return;
  event.stopPropagation();
  const leave = "Notification" in window ? await Notification.requestPermission() : "denied";
  if (leave === "granted") {
    form.dispatchEvent(new Event("change"));
    return;
  }
  box.checked = false;
  toast(say("no_leave"), { error: true });
}
