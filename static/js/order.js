// A form that may spend credits: where the server asks first, a yes sends it once more.

import { send } from "./http.js";

const ASKS = 402;

// The answer; or nothing where the question was answered with no.
export async function order(form, yes = {}) {
  const response = await send(form.action, form, yes);
  if (response.status !== ASKS) return response;
  const question = await response.json();
  const { agree } = await import("./spend.js");
  if (!await agree(question)) return null;
  return order(form, { quoted: question.credits, confirmed: question.credits });
}
