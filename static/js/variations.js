// `{red|green}` in a prompt: the same rules as studio/variations.py, proven by the same examples.

export const LISTED = 200;
const COUNTED = 1_000_000;
const EXCERPT = 30;
const SIGNS = "{|}";

export class Unclosed extends Error {}
export class TooMany extends Error {}

export function expand(text) {
  const parts = read(text);
  const count = Math.min(sizeOf(parts), COUNTED);
  if (count > LISTED) throw new TooMany(String(count));
  return written(parts);
}

export function sizes(text) {
  return read(text).filter((part) => typeof part !== "string").map((part) => part.size);
}

function sizeOf(parts) {
  return parts.reduce((found, part) => (typeof part === "string" ? found : found * part.size), 1);
}

// The last group changes first.
function written(parts) {
  let found = [""];
  for (const part of parts) {
    const choices = typeof part === "string" ? [part] : part.choices;
    found = found.flatMap((before) => choices.map((choice) => before + choice));
  }
  return found;
}

function add(brace, part) {
  const parts = brace.options.at(-1);
  if (typeof part === "string" && typeof parts.at(-1) === "string") parts[parts.length - 1] += part;
  else parts.push(part);
}

function close(brace) {
  const size = Math.min(brace.options.reduce((sum, parts) => sum + sizeOf(parts), 0), COUNTED);
  if (size > LISTED) return { size, choices: [] };
  const choices = [...new Set(brace.options.flatMap(written).map((word) => word.trim()))];
  return { size: choices.length, choices };
}

// A brace without a `|` is only a brace.
function end(open, sign) {
  const brace = open.pop();
  const parent = open.at(-1);
  if (brace.options.length > 1) add(parent, close(brace));
  else for (const part of ["{", ...brace.options[0], sign]) add(parent, part);
}

function read(text) {
  const signs = [...text];
  const open = [{ start: 0, options: [[]] }];
  for (let at = 0; at < signs.length; at += 1) {
    const sign = signs[at];
    const inside = open.length > 1;
    if (sign === "\\" && signs[at + 1] && SIGNS.includes(signs[at + 1])) {
      at += 1;
      add(open.at(-1), signs[at]);
    } else if (sign === "{") open.push({ start: at, options: [[]] });
    else if (sign === "}" && inside) end(open, "}");
    else if (sign === "|" && inside) open.at(-1).options.push([]);
    else add(open.at(-1), sign);
  }
  const lost = open.slice(1).find((brace) => brace.options.length > 1);
  if (lost) throw new Unclosed(signs.slice(lost.start, lost.start + EXCERPT).join(""));
  while (open.length > 1) end(open, "");
  return open[0].options[0];
}
