// The list of models: found by typing, narrowed by filters, walked by arrows.

export function picker(list) {
  const find = list.querySelector("[data-find]");
  const none = list.querySelector("[data-none]");
  const key = `favourites-${list.dataset.models}`;
  const starred = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));

  function rows() {
    return [...list.querySelectorAll("[data-model]")];
  }

  function draw() {
    const words = find.value.trim().toLowerCase();
    const wanted = [...list.querySelectorAll("[data-filter][aria-pressed=true]")].map((chip) => chip.dataset.filter);
    for (const row of rows()) row.hidden = !matches(row, words, wanted);
    for (const section of list.querySelectorAll("[data-section]")) {
      const plain = !words && !wanted.length;
      section.hidden = section.dataset.section !== "all" && !plain;
      if (!section.querySelector("[data-model]:not([hidden])")) section.hidden = true;
    }
    none.hidden = rows().some((row) => !row.hidden && !row.closest("[data-section]").hidden);
  }

  function opened() {
    find.value = "";
    draw();
    find.focus();
  }

  function matches(row, words, wanted) {
    const kind = words || row.dataset.kind === list.dataset.kind;
    const named = row.dataset.words.toLowerCase().includes(words);
    const traits = row.dataset.traits.split(" ");
    return kind && named && wanted.every((name) => (name === "favourite" ? starred.has(row.dataset.model) : traits.includes(name)));
  }

  function favourites() {
    const section = list.querySelector("[data-section=favourites] ul");
    const all = [...list.querySelectorAll("[data-section=all] [data-model]")];
    section.replaceChildren(...all.filter((row) => starred.has(row.dataset.model)).map((row) => row.cloneNode(true)));
    for (const star of list.querySelectorAll("[data-star]")) {
      const on = starred.has(star.closest("[data-model]").dataset.model);
      star.hidden = false;
      star.setAttribute("aria-pressed", String(on));
      star.firstElementChild.textContent = on ? "★" : "☆";
    }
  }

  function toggle(star) {
    const { model } = star.closest("[data-model]").dataset;
    if (!starred.delete(model)) starred.add(model);
    localStorage.setItem(key, JSON.stringify([...starred]));
    const section = star.closest("[data-section]").dataset.section;
    favourites();
    draw();
    const again = list.querySelector(`[data-section=${section}] [data-model="${model}"] [data-star]`);
    (again ?? find).focus();
  }

  function walk(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (!step) return;
    const stops = [find, ...list.querySelectorAll("[data-section]:not([hidden]) [data-model]:not([hidden]) [name=to]")];
    const at = stops.indexOf(document.activeElement.closest("[data-model]")?.querySelector("[name=to]") ?? find);
    event.preventDefault();
    stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
  }

  find.addEventListener("input", draw);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    list.querySelector("[data-section]:not([hidden]) [data-model]:not([hidden]) [name=to]")?.click();
  });
  list.addEventListener("keydown", walk);
  list.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-filter]");
    if (chip) {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      draw();
    }
    const star = event.target.closest("[data-star]");
    if (star) toggle(star);
  });
  // What is typed here is no setting: the price need not follow it.
  for (const kind of ["input", "change"]) list.addEventListener(kind, (event) => event.stopPropagation());
  list.addEventListener("toggle", (event) => { if (event.newState === "open") opened(); });
  favourites();
  draw();
  if (list.matches(":popover-open")) opened();
}
