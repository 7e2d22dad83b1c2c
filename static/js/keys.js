// Shortcuts, dispatched from the one table that the server writes into the page.
//
//   onKey("undo", (event) => …)   returns a function that takes it back; an act that
//                                 returns false leaves the key to the next one

const WITHIN = 1200; // milliseconds between the keys of a sequence
const TYPING = "input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit]), textarea, select, [contenteditable]";

const source = document.getElementById("keys");
const { single, list } = source ? JSON.parse(source.textContent) : { single: false, list: [] };
const acts = new Map();

let singleKeys = single;

let before = "";
let timer = 0;

export const shortcuts = list;

export function onKey(id, act) {
  acts.set(id, [act, ...(acts.get(id) ?? [])]);
  return () => acts.set(id, acts.get(id).filter((other) => other !== act));
}

// The same for what has no key of its own: a command, a link with `data-press`.
export const onAct = onKey;

// What the key would do, for a button or a command. False when nobody took it.
export function press(id, event = null) {
  const shortcut = list.find((some) => some.id === id);
  if (shortcut?.href) {
    location.assign(shortcut.href);
    return true;
  }
  return (acts.get(id) ?? []).some((act) => act(event) !== false);
}

export function useSingleKeys(isOn) {
  singleKeys = isOn;
}

export function keys() {
  document.addEventListener("keydown", (event) => {
    // A key that an input method is still using is not ours.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    const chord = chordOf(event);
    if (chord) dispatch(event, chord);
  });
}

function dispatch(event, chord) {
  const sequence = `${before} ${chord}`;
  const found = [sequence, chord].flatMap((keys) => list.filter((some) => some.keys.includes(keys)));
  remember(chord);
  if (!found.some((some) => mayFire(some, chord, event) && press(some.id, event))) return;
  event.preventDefault();
  before = "";
}

function mayFire(shortcut, chord, event) {
  const isSingle = chord.replace("Shift+", "").length === 1;
  if (event.repeat && !shortcut.repeats) return false;
  if (isSingle && (!singleKeys || isTyping(event.target))) return false;
  if (!isSingle && !chord.startsWith("Mod+") && isTyping(event.target) && !shortcut.typing) return false;
  return !document.querySelector("dialog[open]:not([data-keys])"); // such a dialog has its own keys
}

function isTyping(target) {
  return target instanceof Element && target.matches(TYPING);
}

function remember(chord) {
  clearTimeout(timer);
  before = list.some((some) => some.keys.some((keys) => keys.startsWith(`${chord} `))) ? chord : "";
  timer = setTimeout(() => { before = ""; }, WITHIN);
}

// "Mod+k", "Shift+r", "Alt+ArrowUp", "?": a sign that needs Shift on some keyboards has none here.
function chordOf(event) {
  if (["Control", "Shift", "Alt", "Meta", "AltGraph", "Dead"].includes(event.key)) return "";
  if (event.getModifierState("AltGraph")) return "";
  const key = latin(event);
  const shifts = event.shiftKey && (key.length > 1 || key.toLowerCase() !== key.toUpperCase());
  const parts = [event.ctrlKey || event.metaKey ? "Mod+" : "", event.altKey ? "Alt+" : "", shifts ? "Shift+" : ""];
  return parts.join("") + (key.length === 1 ? key.toLowerCase() : key);
}

// On a keyboard with other letters the place of the key counts.
function latin(event) {
  const place = /^Key([A-Z])$/.exec(event.code);
  if (place && event.key.length === 1 && !/[\x20-\x7e]/.test(event.key)) return place[1];
  return event.key === " " ? "Space" : event.key;
}
