// Keys on a picture: each presses its own link or button, or goes where those lead.

import { send } from "./http.js";
import { onKey } from "./keys.js";
import { toast, undoable } from "./toast.js";
import { say } from "./words.js";

// The one that has the focus, the one pointed at, or the one that the page is about.
export function pictureInHand() {
  const shown = document.activeElement?.closest("[data-asset]") ?? [...document.querySelectorAll("[data-asset]:hover")].pop();
  return shown ?? document.querySelector(".asset[data-asset]");
}

export function pictureKeys() {
  const own = (selector) => pressed(pictureInHand()?.querySelector(selector));
  onKey("use.settings", () => go("from"));
  onKey("use.reference", () => go("ref"));
  onKey("use.video", () => isStill(pictureInHand()) && go("kind=video&ref"));
  onKey("use.again", () => pressed(pictureInHand()?.closest("[data-run]")?.querySelector("[data-run-again] button")));
  onKey("favourite", () => own("form[action$='/favourite/'] button"));
  onKey("download", () => own("a[download]"));
  onKey("trash", () => own("form[action$='/trash/'] button") || discard(pictureInHand()));
}

function pressed(button) {
  button?.click();
  return Boolean(button);
}

function isStill(picture) {
  return (picture?.dataset.kind ?? "image") === "image" && !picture?.querySelector("video");
}

// A picture's own page has a link for whatever can be done with it.
function go(query) {
  const picture = pictureInHand();
  if (!picture) return false;
  const address = `/studio/?${query}=${picture.dataset.asset}`;
  if (picture.matches(".asset") && !picture.querySelector(`a[href="${address}"]`)) return false;
  location.assign(address);
  return true;
}

function discard(picture) {
  const form = picture && "mine" in picture.dataset && picture.querySelector("form");
  if (!form) return false;
  if (picture.getAttribute("aria-busy") !== "true") move(picture, form);
  return true;
}

async function move(picture, form) {
  picture.setAttribute("aria-busy", "true");
  try {
    const message = await ask(picture, form);
    leave(picture);
    undoable(message, async () => {
      await ask(picture, form, { undo: "1" });
      picture.inert = false;
    });
  } catch {
    toast(say("failed"), { error: true });
  } finally {
    picture.removeAttribute("aria-busy");
  }
}

async function ask(picture, form, extra) {
  const response = await send(`/a/${picture.dataset.asset}/trash/`, form, extra);
  if (!response.ok) throw new TypeError(response.status);
  return (await response.json()).message;
}

// A task's tile says by itself what became of it; any other stays in its place, pale.
function leave(picture) {
  if ("task" in picture.dataset) return;
  const focused = picture.contains(document.activeElement);
  const next = (picture.nextElementSibling ?? picture.previousElementSibling)?.querySelector("a");
  picture.inert = true;
  if (focused) (next ?? document.getElementById("main")).focus({ preventScroll: true });
}
