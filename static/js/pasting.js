// A picture pasted anywhere on Create becomes a reference.

import { board } from "./references.js";

const FIELDS = "input, textarea, [contenteditable]";

export function pasting() {
  document.addEventListener("paste", (event) => {
    const here = board();
    const files = pasted(event);
    if (!here || !files.length) return;
    event.preventDefault();
    here.take(files);
  });
}

// In the prompt the picture wins over the words beside it; another field keeps its words.
export function pasted(event) {
  const field = event.target.closest?.(FIELDS);
  const hasText = event.clipboardData?.types.includes("text/plain");
  if (field && !field.matches("[data-prompt]") && hasText) return [];
  return [...(event.clipboardData?.files ?? [])].filter((file) => /^(image|video|audio)\//.test(file.type));
}
