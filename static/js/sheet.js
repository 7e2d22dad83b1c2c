// On narrow screens the composer is a dock; its settings open as a sheet over the page.

const narrow = matchMedia("(max-width: 899.98px)");

export function sheet() {
  const dialog = document.querySelector("[data-sheet]");
  const place = document.querySelector("[data-place]");
  if (!dialog || !place) return;

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-sheet]")) openSheet();
    if (event.target.closest("[data-close-sheet]") || event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    const form = dialog.querySelector("[data-composer]");
    if (form) place.append(form);
    place.querySelector(".dock-settings")?.focus({ preventScroll: true });
  });
  narrow.addEventListener("change", () => { if (!narrow.matches && dialog.open) dialog.close(); });
}

export function openSheet() {
  const dialog = document.querySelector("[data-sheet]");
  const form = document.querySelector("[data-place] [data-composer]");
  if (!narrow.matches || !dialog || !form || dialog.open) return;
  dialog.append(form);
  dialog.showModal();
  form.querySelector("[data-close-sheet]").focus({ preventScroll: true });
}

export function closeSheet() {
  const dialog = document.querySelector("[data-sheet]");
  if (dialog?.open) dialog.close();
}
