// Sentences of the scripts, translated by the server.

const source = document.getElementById("words");
const words = source ? JSON.parse(source.textContent) : {};

export function say(name, values = {}) {
  let text = words[name] ?? name;
  for (const [key, value] of Object.entries(values)) text = text.replace(`%(${key})s`, value);
  return text;
}
