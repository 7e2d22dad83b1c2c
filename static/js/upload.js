// One file on its way: shown at once from this device, with its progress, until the server has it.

import { parse } from "./http.js";
import { say } from "./words.js";

export class Refused extends Error {}

// A slot that waits. It has no name in the form: nothing of it is sent.
export function waitingSlot(file) {
  const slot = document.createElement("div");
  slot.className = "slot waiting";
  const frame = Object.assign(document.createElement("div"), { className: "frame" });
  frame.append(preview(file));
  const bar = Object.assign(document.createElement("progress"), { max: 1 });
  bar.setAttribute("aria-label", say("uploading", { name: file.name }));
  frame.append(bar);
  slot.append(frame);
  return slot;
}

function preview(file) {
  const kind = file.type.split("/")[0];
  if (kind !== "image" && kind !== "video") return document.createTextNode(file.name);
  const element = document.createElement(kind === "image" ? "img" : "video");
  element.src = URL.createObjectURL(file); // it stays the slot's picture until the page is left
  if (kind === "image") element.alt = "";
  else element.muted = true;
  return element;
}

// fetch() cannot tell how much is sent.
export function upload(url, form, file, wish, onProgress) {
  const body = new FormData(form);
  body.delete("files");
  body.set("file", file);
  if (wish) body.set("wish", wish);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(parse(request.responseText).querySelector("[data-slot]"));
      else reject(new Refused(reason(request.responseText)));
    });
    request.addEventListener("error", () => reject(new Refused("")));
    request.send(body);
  });
}

// The server's own preview comes later: until then the picture on this device stands for it.
export function shownFromHere(slot, waiting) {
  const picture = waiting.querySelector("img, video");
  const fallback = slot.querySelector(".fallback");
  if (!picture || !fallback) return;
  if (picture.matches("img")) picture.alt = slot.dataset.name;
  fallback.replaceWith(picture);
}

function reason(text) {
  try {
    return JSON.parse(text).message ?? "";
  } catch {
    return "";
  }
}

// Kept in its place, with what can be done about it.
export function failed(slot, text, again) {
  slot.classList.replace("waiting", "failed");
  const frame = slot.querySelector(".frame");
  const words = Object.assign(document.createElement("p"), { textContent: text });
  words.setAttribute("role", "alert");
  frame.replaceChildren(words, button(say("again"), again), button(say("remove"), () => slot.remove()));
}

function button(label, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: label });
  made.addEventListener("click", press);
  return made;
}
