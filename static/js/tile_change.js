// From one look of a tile to the next, without a gap and without a jump.

import { announce } from "./announce.js";
import { enliven } from "./enliven.js";
import { unseen } from "./unseen.js";
import { say } from "./words.js";

const LATE = 3000; // a picture that takes longer is shown as it comes

// The same state: a number or a word changes, what is open or focused stays. False: more than that.
export function patch(body, next) {
  alike(body, next);
  if (body.isEqualNode(next)) return true;
  const bar = body.querySelector("progress");
  const fresh = next.querySelector("progress");
  if (!bar || !fresh || !sameParts(body, next)) return false;
  bar.max = 100;
  if (fresh.hasAttribute("value")) bar.value = Math.max(bar.hasAttribute("value") ? bar.value : 0, fresh.value);
  bar.setAttribute("aria-label", fresh.getAttribute("aria-label"));
  patchValue(bar, body.querySelector(".row"), next.querySelector(".row"));
  patchText(body.querySelector(".row.sub"), next.querySelector(".row.sub"));
  if (next.dataset.look) body.dataset.look = next.dataset.look;
  else delete body.dataset.look;
  repaint(body, next);
  return true;
}

// The next unfinished picture takes the place of the last one, once it can be drawn.
async function repaint(body, next) {
  const [last, fresh] = unfinished(body, next);
  if (!last || isSame(last, fresh)) return;
  if (await decoded(fresh)) last.replaceWith(fresh);
}

function unfinished(...bodies) {
  return bodies.map((body) => body.querySelector(".unfinished"));
}

function isSame(last, fresh) {
  return last?.getAttribute("src") === fresh?.getAttribute("src");
}

// What differs each time and means nothing: tokens, and that the picture has just come.
function alike(body, next) {
  for (const [selector, name] of [["[name=csrfmiddlewaretoken]", "value"], ["img", "loading"]]) {
    const old = body.querySelectorAll(selector);
    next.querySelectorAll(selector).forEach((part, at) => {
      if (old[at]?.hasAttribute(name)) part.setAttribute(name, old[at].getAttribute(name));
    });
  }
  next.classList.toggle("fresh", body.classList.contains("fresh"));
}

function sameParts(body, next) {
  const count = (root) => root.querySelectorAll("button, a, img").length;
  return count(body) === count(next);
}

function patchValue(bar, row, fresh) {
  const [old, value] = [row.querySelector(".value"), fresh.querySelector(".value")];
  const said = value && value.textContent.includes("%") ? value.textContent.replace(/\d+/, bar.value) : value?.textContent;
  if (!value) old?.remove();
  else if (!old) row.append(value);
  else if (old.dataset.until !== value.dataset.until) old.replaceWith(value);
  else if (old.textContent !== said) old.textContent = said;
  const [title, word] = [row.querySelector("b"), fresh.querySelector("b")];
  if (title.textContent !== word.textContent) title.textContent = word.textContent;
}

// Where a clock ticks, it goes on.
function patchText(row, fresh) {
  const ticks = row.children.length === fresh.children.length && fresh.querySelector("[data-since]");
  if (!ticks && row.textContent !== fresh.textContent) row.replaceWith(fresh);
}

// Another state: the new inside is made ready, then shown; focus goes on where it was.
export async function arrive(old, fresh, body, next) {
  const becomes = (state) => fresh.dataset.state === state && old.dataset.state !== state;
  const [done, stalled] = [becomes("done"), becomes("stalled")];
  if (!(await ready(body, next)) || old.querySelector(".body") !== body || !old.isConnected) return;
  keepBar(body, next);
  if (next.querySelector("img") && !body.querySelector("img")) next.classList.add("fresh");
  const focused = body.contains(document.activeElement);
  const within = document.activeElement === old || focused;
  swap(body, next);
  adopt(old, fresh);
  enliven(next);
  if (focused) (next.querySelector("a, button") ?? old).focus({ preventScroll: true });
  if (done && !within) unseen(old);
  if (stalled) announce(say("stalled"));
}

// Past 2 of 3 a state may change while a percentage goes on: it does not go back.
function keepBar(body, next) {
  const [bar, fresh] = [body.querySelector("progress[value]"), next.querySelector("progress[value]")];
  if (bar && fresh && fresh.value) fresh.value = Math.max(bar.value, fresh.value);
}

function adopt(old, fresh) {
  old.dataset.state = fresh.dataset.state;
  for (const name of ["asset", "kind", "waiting"]) {
    if (name in fresh.dataset) old.dataset[name] = fresh.dataset[name];
    else delete old.dataset[name];
  }
  delete old.dataset.tries;
  old.toggleAttribute("draggable", false);
  if (fresh.hasAttribute("draggable")) old.setAttribute("draggable", "true");
}

// An unfinished picture that is gone already changes nothing: what comes instead is on its way.
async function ready(body, next) {
  const [last, fresh] = unfinished(body, next);
  const picture = next.querySelector("img");
  if (!picture || (fresh && isSame(last, fresh))) return true;
  return (await decoded(picture, next)) || picture !== fresh;
}

// The picture that is shown stays, element and all: it is not fetched again.
function swap(body, next) {
  const [last, fresh] = unfinished(body, next);
  const stays = fresh && isSame(last, fresh);
  if (stays) fresh.removeAttribute("src");
  body.replaceWith(next);
  if (stays) fresh.replaceWith(last);
}

// Only a document that is shown loads its pictures.
async function decoded(picture, root = picture) {
  picture.loading = "eager";
  document.adoptNode(root);
  const late = new Promise((resolve) => { setTimeout(() => resolve(true), LATE); });
  return Promise.race([picture.decode().then(() => true, () => false), late]);
}
