// What a form document allows and costs: the same answers as `studio/rules.py` gives.

const WHOLE = /^-?\d{1,19}(\.0+)?$/;
const NUMBER = /^-?\d{1,19}(\.\d{1,19})?$/;
const PIXELS = /^(\d{1,5})x(\d{1,5})$/;

// Not what is empty, hidden, or done by every offer by itself.
export function given(form, values, references) {
  const found = {};
  for (const param of form.params) {
    const value = values[param.key] ?? "";
    const idle = param.agreed && value === param.default;
    if (value && !idle && isVisible(param, references)) found[param.key] = value;
  }
  return found;
}

export function isVisible(param, references) {
  const { min = 0, max = references } = param.visible_if?.refs ?? {};
  return min <= references && references <= max;
}

export function problems(offer, sent, references = [], length = null) {
  const found = {};
  for (const [key, value] of Object.entries(sent)) if (!fits(offer.takes[key], value)) found[key] = "";
  for (const rule of offer.rules) {
    const key = broken(rule, sent);
    if (key && !(key in found)) found[key] = rule.why;
  }
  if (!takesReferences(offer, references)) found.references = "";
  if (length !== null && !(offer.prompt.min <= length && length <= offer.prompt.max)) found.prompt = "";
  return found;
}

export function fits(takes, value) {
  if (!takes) return false;
  if (takes.options) return takes.options.includes(value) || fitsPixels(takes.pixels, value);
  if ("longest" in takes) return [...value].length <= takes.longest;
  if (takes.whole) return WHOLE.test(value) && within(BigInt(value.split(".")[0]), BigInt(takes.min), BigInt(takes.max));
  return NUMBER.test(value) && within(Number(value), takes.min, takes.max);
}

function within(value, low, high) {
  return low <= value && value <= high;
}

function fitsPixels(rule, value) {
  const match = rule && PIXELS.exec(value);
  if (!match) return false;
  const [short, long] = [Number(match[1]), Number(match[2])].sort((one, other) => one - other);
  const shaped = short > 0 && long <= rule.longest && long <= rule.max_ratio * short;
  const even = short % rule.multiple === 0 && long % rule.multiple === 0;
  return shaped && even && within(short * long, rule.min_area, rule.max_area);
}

export function broken(rule, sent) {
  if (rule.one_of) {
    const present = rule.one_of.filter((name) => name in sent);
    return present.length > 1 ? present.at(-1) : "";
  }
  const [[name, values]] = Object.entries(rule.if);
  const [[other, among]] = Object.entries(rule.then);
  if (!(name in sent) || (values.length && !values.includes(sent[name]))) return "";
  const met = other in sent && (!among.length || among.includes(sent[other]));
  return met ? "" : other;
}

export function takesReferences(offer, references) {
  const roles = new Map(offer.roles.map((rule) => [rule.role, rule]));
  if (!references.every((item) => fitsRole(roles.get(item.role), item))) return false;
  for (const rule of offer.roles) {
    const count = references.filter((item) => item.role === rule.role).length;
    if (!within(count, rule.min, rule.max)) return false;
  }
  return offer.max_references === null || references.length <= offer.max_references;
}

function fitsRole(rule, item) {
  if (!rule) return false;
  const kind = (item.kind ?? rule.kind) === rule.kind;
  const mime = !rule.mimes.length || rule.mimes.includes(item.mime ?? rule.mimes[0]);
  const short = rule.max_seconds === null || (item.seconds ?? 0) <= rule.max_seconds + 0.2;
  return kind && mime && short && (rule.max_bytes === null || (item.bytes ?? 0) <= rule.max_bytes);
}

export function price(offer, sent, count) {
  const value = (name) => sent[name] ?? String(offer.defaults[name] ?? "");
  let each = offer.price.credits;
  for (const [name, more] of Object.entries(offer.price.surcharge)) each += more[value(name)] ?? 0;
  const seconds = offer.price.unit === "second" ? Math.trunc(Number(value("duration"))) || 1 : 1;
  return each * seconds * count;
}

// The one that routing asks first of those that have nothing against it.
export function best(offers, sent, references = [], length = null) {
  const fitting = offers.filter((offer) => !Object.keys(problems(offer, sent, references, length)).length);
  return fitting.reduce((first, offer) => (first && !isBefore(offer, first, sent) ? first : offer), null);
}

function isBefore(one, other, sent) {
  const by = [one.standing - other.standing, one.priority - other.priority, price(one, sent, 1) - price(other, sent, 1)];
  return (by.find(Boolean) ?? 0) < 0;
}
