// Sentences of the scripts, translated by the server.

const source = document.getElementById("words");
const words = source ? JSON.parse(source.textContent) : {};

const plurals = new Intl.PluralRules(document.documentElement.lang || "en");

// A sentence with plural forms chooses by `values.count`.
export function say(name, values = {}) {
  const found = words[name] ?? name;
  let text = typeof found === "string" ? found : found[plurals.select(values.count)] ?? found.other;
  for (const [key, value] of Object.entries(values)) text = text.replace(`%(${key})s`, value);
  return text;
}
