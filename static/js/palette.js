// The command palette: commands are filtered here at once, the rest is asked for as one types.

import { fragment, parse, SignedOut } from "./http.js";
import { press } from "./keys.js";
import { recentGroup, remember } from "./recent.js";
import { say } from "./words.js";

const DEBOUNCE = 150;
const MOST = 6; // of each group

let box = null;

export function openPalette() {
  box ??= palette(document.getElementById("palette"));
  return box.open();
}

function palette(dialog) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const hint = dialog.querySelector("[data-hint]");
  const help = hint.textContent;
  let commands = [];
  let finds = [];
  let timer = 0;
  let asked = "";

  async function open() {
    changed();
    if (commands.length) return;
    commands = await groupsOf("").catch(() => []);
    draw();
  }

  async function groupsOf(query) {
    const response = await fragment(`${dialog.dataset.source}?q=${encodeURIComponent(query)}`);
    return response.ok ? [...parse(await response.text()).querySelectorAll(".found")] : [];
  }

  function changed() {
    draw();
    clearTimeout(timer);
    timer = setTimeout(find, DEBOUNCE);
  }

  // What was found before stays until the new answer is here.
  async function find() {
    const query = input.value.trim();
    if (query === asked) return;
    asked = query;
    try {
      const found = query && !query.startsWith(">") ? await groupsOf(query) : [];
      if (query !== asked) return;
      finds = found;
      draw();
    } catch (error) {
      if (!(error instanceof SignedOut)) hint.textContent = say("failed");
    }
  }

  function draw() {
    const query = input.value.trim();
    const chosen = selected()?.id;
    list.replaceChildren(...(query ? [...matching(query), ...finds] : [...recentGroup(commands), ...cut(commands, [])]));
    const options = [...list.querySelectorAll("a")];
    for (const option of options) {
      option.setAttribute("role", "option");
      option.tabIndex = -1;
    }
    select(options.find((option) => option.id === chosen) ?? options[0]);
    tell(query, options.length);
  }

  function tell(query, count) {
    const nothing = count === 0 && query.length > 1 && query === asked;
    hint.textContent = nothing ? say("nothing_found", { query }) : help;
    hint.hidden = Boolean(query) && !nothing;
    dialog.querySelector("[data-count]").textContent = query ? say("found", { count }) : "";
  }

  function matching(query) {
    if (/^[@/#]/.test(query)) return [];
    const words = query.replace(/^>/, "").toLowerCase().split(/\s+/);
    const actions = commands.filter((group) => group.dataset.group === "actions");
    return cut(query.startsWith(">") ? actions : commands, words);
  }

  function selected() {
    return list.querySelector("[aria-selected=true]");
  }

  function select(option) {
    selected()?.removeAttribute("aria-selected");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    const options = [...list.querySelectorAll("a")];
    const at = options.indexOf(selected());
    if (options.length) select(options[(at + step + options.length) % options.length]);
  }

  function go(option) {
    remember(option);
    dialog.close();
    if (!option.dataset.press || !press(option.dataset.press)) location.assign(option.href);
  }

  function enter() {
    const query = input.value.trim();
    if (selected()) go(selected());
    else if (query) location.assign(`${dialog.dataset.history}?q=${encodeURIComponent(query)}`);
  }

  input.addEventListener("input", changed);
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && event.target === input) enter();
    else if (event.key === "k" && (event.ctrlKey || event.metaKey)) dialog.close();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    const option = event.target.closest("a");
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    if (!option || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(option);
  });
  return { open };
}

// Copies of the groups with what has all the words; groups without any are left out.
function cut(groups, words) {
  return groups.flatMap((group) => {
    const copy = group.cloneNode(true);
    const fits = (option) => words.every((word) => option.querySelector(".label").textContent.toLowerCase().includes(word));
    const options = [...copy.querySelectorAll("a")];
    const kept = options.filter(fits).slice(0, MOST);
    for (const option of options) if (!kept.includes(option)) option.remove();
    return kept.length ? [copy] : [];
  });
}
