// How the compared are looked at. The address and every link of the page keep it.

const NARROW = "(max-width: 899.98px)";
const LINKS = "[data-mode-link], [data-ground], [data-tray-remove], [data-only]";
const OWN = { mode: "modeLink", only: "only" }; // whose links say it themselves

// Another view of the same: where it was zoomed to, and what plays, stays.
export function modes(page, stage) {
  const links = [...page.querySelectorAll("[data-mode-link]")];
  const use = (link) => {
    const mode = link.dataset.modeLink;
    stage.classList.replace(`mode-${page.dataset.mode}`, `mode-${mode}`);
    page.dataset.mode = mode;
    for (const other of links) other.toggleAttribute("aria-current", false);
    link.setAttribute("aria-current", "true");
    keep(page, "mode", mode);
  };
  page.addEventListener("click", (event) => {
    const link = event.target.closest("[data-mode-link]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    use(link);
    history.replaceState(history.state, "", link.href);
  });
  const slider = links.find((link) => link.dataset.modeLink === "slider");
  if (slider && matchMedia(NARROW).matches && !new URLSearchParams(location.search).has("mode")) use(slider);
}

export function only(page) {
  const link = page.querySelector("[data-only]");
  const rows = [...page.querySelectorAll(".compare-table tbody tr")];
  if (link.hasAttribute("aria-current")) return; // the others are not on the page
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const on = link.toggleAttribute("aria-current");
    if (on) link.setAttribute("aria-current", "true");
    for (const row of rows) row.hidden = on && !row.matches(".differs");
    keep(page, "only", on ? "differences" : "");
    history.replaceState(history.state, "", having(location.href, "only", on ? "differences" : ""));
  });
}

function keep(page, name, value) {
  for (const link of page.querySelectorAll(LINKS)) {
    if (!(OWN[name] in link.dataset)) link.href = having(link.href, name, value);
  }
}

function having(address, name, value) {
  const url = new URL(address);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  return url.href.replaceAll("%2C", ",");
}
