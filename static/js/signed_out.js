// Signed out elsewhere, or for too long: said once, and the way back to this very page.

export function signedOut() {
  document.addEventListener("signedout", () => {
    const here = encodeURIComponent(location.pathname + location.search);
    for (const link of document.querySelectorAll("[data-sign-in]")) link.href = `/login/?next=${here}`;
    const banner = document.querySelector("[data-banner=signed-out]");
    if (!banner?.hidden) return;
    banner.hidden = false;
    document.getElementById("palette").close();
    document.getElementById("signed-out").showModal();
  });
}
