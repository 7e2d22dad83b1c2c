// Signed out elsewhere, or for too long: said once, and the way back to this very page. Said again
// to who presses something; what the page asks for by itself only leaves the banner.

const SOON = 5000; // milliseconds within which an answer may come

let pressed = -SOON;

function note({ type, target }) {
  if (target.closest("form[method=dialog]")) pressed = -SOON;
  else if (type === "submit" || target.closest("a, button")) pressed = performance.now();
}

export function signedOut() {
  for (const kind of ["click", "submit"]) document.addEventListener(kind, note, true);
  document.addEventListener("signedout", () => {
    const here = encodeURIComponent(location.pathname + location.search);
    for (const link of document.querySelectorAll("[data-sign-in]")) link.href = `/login/?next=${here}`;
    const banner = document.querySelector("[data-banner=signed-out]");
    const isKnown = !banner?.hidden && performance.now() - pressed > SOON;
    if (!banner || isKnown) return;
    pressed = -SOON;
    banner.hidden = false;
    document.getElementById("palette").close();
    document.getElementById("signed-out").showModal();
  });
}
