// The whole form, filled anew by the server; what it held before can be put back.

import { excuse, fragment, parse, unreachable } from "./http.js";
import { toast, undoable } from "./toast.js";

const OWN = ["csrfmiddlewaretoken", "idempotency_key", "quoted", "switch"]; // of one form alone

const LISTS = ["model", "kind", "drawn", "ref", "role", "drop"]; // not one value each, or the server's

export function composerForm() {
  return document.querySelector("form[data-composer]");
}

// What was typed and chosen, as pairs: without files, and without what belongs to one form alone.
export function entriesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OWN.includes(name));
}

export function same(one, other) {
  const said = (entries) => JSON.stringify(entries.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
  return said(one) === said(other);
}

// `extra` turns the form: {switch: "preset:…"}, {switch: "reuse", again: …, part: …}.
export async function fill(extra = {}, { entries = null, done = "", focus = "" } = {}) {
  const form = composerForm();
  if (!form) return null;
  const before = entriesOf(form);
  const began = document.activeElement;
  const html = await ask(form, entries ?? before, extra);
  if (!html) return null;
  const isElsewhere = ![began, document.body].includes(document.activeElement); // by now: she stays there
  const fresh = replace(form, html, before, isElsewhere ? "" : focus);
  if (done) undoable(done, () => fill({}, { entries: before }));
  return fresh;
}

async function ask(form, entries, extra) {
  const body = new FormData();
  for (const [name, value] of entries) body.append(name, value);
  for (const [name, value] of Object.entries({ switch: "model", ...extra })) body.set(name, value);
  for (const name of ["csrfmiddlewaretoken", "idempotency_key"]) body.set(name, form.elements[name].value);
  form.setAttribute("aria-busy", "true");
  try {
    const response = await fragment(form.action, { method: "POST", body });
    if (response.ok) return await response.text();
    toast(excuse(response), { error: true });
  } catch (error) {
    unreachable(error);
  } finally {
    form.removeAttribute("aria-busy");
  }
  return "";
}

// What was typed or chosen while the server was asked is newer than its answer.
function keepNewer(form, before, fresh) {
  const was = new Map(before);
  for (const [name, value] of entriesOf(form)) {
    const field = fresh.elements[name];
    if (was.get(name) !== value && !LISTS.includes(name) && field) field.value = value;
  }
}

// What somebody unfolded stays so.
function keepOpen(form, fresh) {
  for (const name of ["advanced", "more"]) {
    const [old, next] = [form, fresh].map((either) => either.querySelector(`details.${name}`));
    if (old?.open && next) next.open = true;
  }
}

// What had the focus, in the new form.
function again(form, { id, name, value }) {
  return id ? document.getElementById(id) : [...form.elements].find((field) => name && field.name === name && field.value === value);
}

function replace(form, html, before, focus) {
  const fresh = parse(html).querySelector("[data-composer]");
  keepNewer(form, before, fresh);
  keepOpen(form, fresh);
  const held = form.contains(document.activeElement) ? document.activeElement : null;
  const top = form.querySelector(".composer-scroll")?.scrollTop ?? 0;
  form.replaceWith(fresh);
  fresh.dispatchEvent(new CustomEvent("composer:fresh", { bubbles: true }));
  fresh.querySelector(".composer-scroll")?.scrollTo(0, top);
  const target = focus ? fresh.querySelector(focus) : held && again(fresh, held);
  target?.focus({ preventScroll: true });
  if (held?.matches("textarea") && target?.id === held.id) target.setSelectionRange(held.selectionStart, held.selectionEnd);
  if (held && document.activeElement === document.body) fresh.elements.prompt.focus({ preventScroll: true });
  fresh.dispatchEvent(new CustomEvent("composer:changed", { bubbles: true }));
  return fresh;
}
