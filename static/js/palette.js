// The command palette: commands are filtered here at once, the rest is asked for as one types.

import { fragment, parse, SignedOut } from "./http.js";
import { press } from "./keys.js";
import { best } from "./ranking.js";
import { recentGroup, remember } from "./recent.js";
import { say } from "./words.js";

const DEBOUNCE = 150;
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
  let answered = "";
  let moved = false; // by the arrows: the choice stays until another letter

  async function open() {
    changed();
    if (commands.length) return;
    commands = await groupsOf("").catch(() => []);
    draw();
  }

  async function groupsOf(query) {
    const response = await fragment(`${dialog.dataset.source}?q=${encodeURIComponent(query)}`);
    if (!response.ok) throw new TypeError(response.status);
    return [...parse(await response.text()).querySelectorAll(".found")];
  }

  function changed() {
    moved = false;
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
      answered = query;
      finds = found;
      draw();
    } catch (error) {
      asked = answered; // the same is asked once more
      if (!(error instanceof SignedOut)) tell(say("failed"));
    }
  }

  function draw() {
    const query = input.value.trim();
    const chosen = moved && selected()?.id;
    list.replaceChildren(...(query ? [...matching(query), ...finds] : [...recentGroup(commands), ...best(commands, [])]));
    const options = [...list.querySelectorAll("a")];
    for (const option of options) {
      option.setAttribute("role", "option");
      option.tabIndex = -1;
    }
    select(options.find((option) => option.id === chosen) ?? options[0]);
    const nothing = !options.length && query === answered;
    if (/^[@/#]?$/.test(query)) tell(help);
    else tell(nothing ? say("nothing_found", { query }) : "");
    dialog.querySelector("[data-count]").textContent = query ? say("found", { count: options.length }) : "";
  }

  function tell(text) {
    hint.textContent = text;
    hint.hidden = !text;
  }

  function matching(query) {
    if (/^[@/#]/.test(query)) return [];
    const words = query.replace(/^>/, "").trim().toLowerCase().split(/\s+/);
    const actions = commands.filter((group) => group.dataset.group === "actions");
    return best(query.startsWith(">") ? actions : commands, words);
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
    moved = true;
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
    if (!dialog.open) return; // just closed: the field has the focus for a moment more
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
