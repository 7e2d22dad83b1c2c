// The last commands of the palette, remembered by this browser. No found thing is ever kept.

import { say } from "./words.js";

const MOST = 5;
const KEPT = "palette";
const MARK = "recent-";

export function remember(option) {
  if (!("command" in option.dataset)) return;
  const id = option.id.replace(MARK, "");
  const kept = [id, ...remembered().filter((other) => other !== id)].slice(0, MOST);
  localStorage.setItem(KEPT, JSON.stringify(kept));
}

// A group of those that there still are, or none.
export function recentGroup(groups) {
  const all = groups.flatMap((group) => [...group.querySelectorAll("a")]);
  const found = remembered().map((id) => all.find((option) => option.id === id)).filter(Boolean);
  if (!found.length) return [];
  const group = groups[0].cloneNode(false);
  group.removeAttribute("aria-labelledby");
  group.setAttribute("aria-label", say("recent"));
  const title = document.createElement("h3");
  title.setAttribute("role", "presentation");
  title.textContent = say("recent");
  group.append(title, ...found.map((option) => Object.assign(option.cloneNode(true), { id: MARK + option.id })));
  return [group];
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return []; // another version's, or storage is off
  }
}
