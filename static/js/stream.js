// What changes, as it changes: one stream a browser, which its tabs share; a slow question where
// it fails. `tell(events)` gets `[kind, id]` pairs, each at most once in a call.

import { fragment, SignedOut } from "./http.js";
import { lead } from "./leader.js";

const KINDS = ["task", "progress", "asset", "run", "batch", "balance", "notice", "beat"];
const SILENCE = 20000; // the server says something every 15 s
const BROKEN = 4000;
const ASK_EVERY = 5000;
const LOST = 10000;

export function stream({ address, me, cursor }, tell) {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`live-${me}`) : null;
  let source = null;
  let retry = ASK_EVERY;
  let heard = Date.now();
  let asked = 0;
  let broken = 0; // since when; 0: it is not
  let stopped = false;

  function take(events, newest) {
    heard = Date.now();
    cursor = Math.max(cursor, newest || 0);
    const news = new Map(events.filter(([kind]) => kind !== "beat").map((event) => [event.join(), event]));
    if (news.size) tell([...news.values()]);
  }

  function share(message) {
    channel?.postMessage(message);
  }

  function state(isBroken) {
    broken = isBroken ? broken || Date.now() : 0;
    share({ broken: isBroken });
  }

  function connect() {
    source?.close();
    source = new EventSource(`${address}?after=${cursor}`);
    source.addEventListener("open", () => { retry = ASK_EVERY; state(false); });
    source.addEventListener("error", () => {
      state(true);
      if (source.readyState !== EventSource.CLOSED || stopped) return;
      setTimeout(connect, retry);
      retry = Math.min(retry * 2, 60000);
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        const events = [[kind, JSON.parse(event.data).id]];
        take(events, Number(event.lastEventId));
        share({ events, cursor });
      });
    }
  }

  async function ask() {
    if (stopped) return;
    asked = Date.now();
    try {
      for (let more = true; more;) {
        const response = await fragment(`/events/since/${cursor}`);
        if (!response.ok) throw new Error(response.status);
        const answer = await response.json();
        more = answer.more && answer.cursor > cursor;
        const events = answer.events.map(({ kind, id }) => [kind, id]);
        take(events, answer.cursor);
        share({ events, cursor });
      }
      if (!source || source.readyState === EventSource.OPEN) broken = 0;
    } catch (error) {
      broken ||= Date.now();
      stopped = error instanceof SignedOut;
      if (stopped) source?.close();
    }
  }

  function look() {
    const quiet = Date.now() - heard;
    const due = quiet > (broken ? BROKEN : SILENCE) && Date.now() - asked >= ASK_EVERY;
    if (due && navigator.onLine && (source || !document.hidden)) ask();
    const lost = broken && Date.now() - Math.max(broken, heard) > LOST;
    document.documentElement.toggleAttribute("data-reconnecting", Boolean(lost));
  }

  function wake() {
    if (document.hidden || !navigator.onLine) return;
    if (Date.now() - heard > 2000) ask();
    if (source && source.readyState !== EventSource.OPEN) connect();
  }

  if (channel) {
    channel.onmessage = ({ data }) => {
      if (data.events) take(data.events, data.cursor);
      else if (!source) broken = data.broken ? broken || Date.now() : 0;
    };
  }
  lead(`live-${me}`, connect);
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("offline", () => state(true));
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (source) connect();
    ask();
  });
}
