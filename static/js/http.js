// Requests to our own pages: fragments in, forms out, and what is said where there is no answer.

import { toast } from "./toast.js";
import { say } from "./words.js";

export class SignedOut extends Error {}

export async function fragment(url, options = {}) {
  const response = await fetch(url, {
    ...options,
    headers: { "HX-Request": "true", ...options.headers },
    credentials: "same-origin",
  });
  if (response.redirected && new URL(response.url).pathname.startsWith("/login")) {
    document.dispatchEvent(new Event("signedout"));
    throw new SignedOut();
  }
  return response;
}

export function send(url, form, extra = {}) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  return fragment(url, { method: "POST", body });
}

export function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

// Why there is a page instead of an answer: signed in anew, too much at once, not just now, our fault, or whatever.
export function excuse({ status, headers }) {
  const reference = headers.get("X-Reference");
  if (reference) return say("our_fault", { reference });
  return say({ 403: "stale", 429: "too_fast", 503: "unavailable" }[status] ?? "failed");
}

// The answer in JSON; of anything else, why it is none.
export async function told(response) {
  const isJson = response.headers.get("content-type")?.includes("json");
  return isJson ? response.json() : { message: excuse(response) };
}

// Whoever was signed out is told so elsewhere.
export function unreachable(error) {
  if (!(error instanceof SignedOut)) toast(say("offline"), { error: true });
}
