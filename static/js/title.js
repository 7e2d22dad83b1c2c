// The tab's title counts what is being made, and says what became of it to who was elsewhere.

import { say } from "./words.js";

const base = document.title;
let ready = 0;
let failed = 0;
let finished = "";

function write() {
  const count = Number(document.querySelector("[data-queue-chip]")?.dataset.count ?? 0);
  const text = finished ? `${finished} · ${base}` : count ? `(${count}) ${base}` : base;
  if (document.title !== text) document.title = text;
}

// Something ended: results, and those that were not made.
export function ended(found) {
  ready += Number(found.ready);
  failed += Number(found.failed);
}

export function counted(count) {
  if (!count && (ready || failed)) {
    if (document.hidden) tell();
    ready = 0;
    failed = 0;
  }
  write();
}

function tell() {
  const text = ready && failed ? say("ready_failed", { ready, failed })
    : failed ? say("failed_count", { count: failed }) : say("ready_count", { count: ready });
  finished = `${ready ? "✓" : "✕"} ${text}`;
  const wanted = document.querySelector("[data-queue-chip]")?.hasAttribute("data-notify");
  if (!wanted || !("Notification" in window) || Notification.permission !== "granted") return;
  // One tag: however many tabs say it, it is shown once.
  const notice = new Notification(base, { body: text, tag: "finished", icon: "/static/img/favicon.svg" });
  notice.addEventListener("click", () => {
    window.focus();
    notice.close();
  });
}

export function title() {
  const seen = () => {
    if (document.hidden) return;
    finished = "";
    write();
  };
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("focus", seen);
}
