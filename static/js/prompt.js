// Enter makes, Shift+Enter breaks the line; a key that ends an input method's word does neither.

export function prompt(field) {
  const counter = field.form.querySelector("[data-counter]");
  const most = Number(counter?.dataset.counter);

  function count() {
    const length = [...field.value].length;
    if (counter) counter.textContent = most && length > most * 0.8 ? `${length} / ${most}` : "";
  }

  field.addEventListener("input", count);
  field.form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    const always = event.ctrlKey || event.metaKey;
    const here = event.target === field && !event.shiftKey && !event.altKey;
    if (!always && !here) return;
    event.preventDefault();
    if (!event.repeat) field.form.requestSubmit(field.form.querySelector("[data-generate]"));
  });
  count();
}
