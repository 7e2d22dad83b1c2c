// Requests to our own pages: fragments in, forms out.

export class SignedOut extends Error {}

export async function fragment(url, options = {}) {
  const response = await fetch(url, {
    ...options,
    headers: { "HX-Request": "true", ...options.headers },
    credentials: "same-origin",
  });
  if (response.redirected && new URL(response.url).pathname.startsWith("/login")) {
    document.dispatchEvent(new Event("signedout"));
    throw new SignedOut();
  }
  return response;
}

export function send(url, form, extra = {}) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  return fragment(url, { method: "POST", body });
}

export function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}
