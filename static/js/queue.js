// The queue's table goes on by itself. Rows keep their places while somebody points at them.

import { fragment, parse, told, unreachable } from "./http.js";
import { clockwork } from "./clock.js";
import { enliven } from "./enliven.js";
import { order } from "./order.js";
import { toast } from "./toast.js";

const CALM = 700;
const ALONE = 5000; // without a pointer or focus
const SELF = 15000; // what is not mine to know moves without a word

export function queuePage(page) {
  let timer = 0;
  let touched = 0;
  let stale = false;
  let busy = false;

  const used = () => page.contains(document.activeElement) || page.querySelector(".queue-table:hover, :popover-open");

  function changed() {
    if (!timer) timer = setTimeout(refresh, CALM);
  }

  async function refresh() {
    timer = 0;
    if (busy || document.hidden) return;
    busy = true;
    try {
      const response = await fragment(location.pathname + location.search);
      if (response.ok) place(parse(await response.text()));
    } catch {
      // Asked again soon.
    } finally {
      busy = false;
    }
  }

  function place(fresh) {
    if (!used() && Date.now() - touched > ALONE) {
      page.replaceChildren(fresh);
      stale = false;
      enliven(page);
    } else {
      stale = patch(fresh) || stale;
    }
    clockwork();
  }

  // Every row where it stands. True where the order or the groups are not those of now.
  function patch(fresh) {
    let moved = false;
    for (const row of fresh.querySelectorAll("[data-row]")) {
      const old = document.getElementById(row.id);
      if (!old) {
        const body = page.querySelector(`[data-group="${row.closest("table").dataset.group}"] tbody`);
        if (body && body.closest("table").dataset.group === "active") body.append(row.cloneNode(true));
        moved = true;
      } else {
        moved ||= old.closest("table").dataset.group !== row.closest("table").dataset.group;
        cells(old, row);
      }
    }
    header(fresh);
    return moved || page.querySelectorAll("[data-row]").length !== fresh.querySelectorAll("[data-row]").length;
  }

  // The counts, and what can be cancelled; not under somebody's hands.
  function header(fresh) {
    const [line, next] = [page, fresh].map((root) => root.querySelector(".queue-line"));
    if (line.textContent === next.textContent || line.querySelector(":focus, :popover-open")) return;
    line.replaceWith(next.cloneNode(true));
  }

  function cells(old, row) {
    old.dataset.state = row.dataset.state;
    [...row.cells].forEach((cell, index) => {
      const mine = old.cells[index];
      if (mine.innerHTML !== cell.innerHTML && !mine.contains(document.activeElement)) {
        mine.replaceChildren(...cell.cloneNode(true).childNodes);
      }
    });
    enliven(old);
  }

  page.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-queue-act], [data-cancel-waiting]");
    if (!form) return;
    event.preventDefault();
    try {
      const response = await order(form);
      if (!response) return;
      const isSaid = !response.ok || response.headers.get("content-type")?.includes("json");
      if (isSaid) toast((await told(response)).message, { error: !response.ok });
      form.closest("[popover]")?.hidePopover();
      refresh();
    } catch (error) {
      unreachable(error);
    }
  });
  for (const name of ["pointermove", "pointerdown", "keydown", "focusin"]) {
    page.addEventListener(name, (event) => { if (event.target.closest(".queue-table")) touched = Date.now(); }, { passive: true });
  }
  document.addEventListener("studio:change", changed);
  setInterval(() => { if (stale && !used() && Date.now() - touched > ALONE) refresh(); }, 1000);
  document.addEventListener("visibilitychange", refresh);
  setInterval(refresh, SELF);
}
