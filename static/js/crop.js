// The part of a picture that is kept: drawn with the pointer, moved by keys, or typed.

const STEP = 10; // pixels that a key moves

export function crop(form) {
  const box = form.querySelector("[data-crop]");
  const kept = box.querySelector("[data-kept]");
  const shape = form.querySelector("[data-crop-shape]");
  const [wide, high] = [Number(form.dataset.width), Number(form.dataset.height)];
  const field = (name) => form.elements[name];
  const names = ["left", "top", "width", "height"];
  let drag = null;

  const now = () => Object.fromEntries(names.map((name) => [name, Number(field(name).value) || 0]));

  function ratio() {
    const [one, other] = shape.value.split(":").map(Number);
    return other ? one / other : 0;
  }

  // Within the picture, and of the shape that was chosen; `by` is the side that leads.
  function set(part, by = "width") {
    const fixed = ratio();
    let width = clamp(Math.round(part.width), 1, wide);
    let height = clamp(Math.round(part.height), 1, high);
    if (fixed) {
      if (by === "height") width = Math.round(height * fixed);
      else height = Math.round(width / fixed);
      const scale = Math.min(1, wide / width, high / height);
      [width, height] = [Math.max(1, Math.floor(width * scale)), Math.max(1, Math.floor(height * scale))];
    }
    field("width").value = width;
    field("height").value = height;
    field("left").value = clamp(Math.round(part.left), 0, wide - width);
    field("top").value = clamp(Math.round(part.top), 0, high - height);
    draw();
  }

  function draw() {
    const part = now();
    kept.style.setProperty("--left", `${(part.left / wide) * 100}%`);
    kept.style.setProperty("--top", `${(part.top / high) * 100}%`);
    kept.style.setProperty("--width", `${(part.width / wide) * 100}%`);
    kept.style.setProperty("--height", `${(part.height / high) * 100}%`);
  }

  // The largest part of the chosen shape, in the middle.
  function largest() {
    const fixed = ratio();
    if (!fixed) return draw();
    const width = Math.min(wide, high * fixed);
    const height = width / fixed;
    set({ left: (wide - width) / 2, top: (high - height) / 2, width, height });
  }

  const at = (event) => {
    const place = box.getBoundingClientRect();
    return { x: ((event.clientX - place.left) / place.width) * wide, y: ((event.clientY - place.top) / place.height) * high };
  };

  box.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    kept.focus();
    box.setPointerCapture(event.pointerId);
    const grows = event.target.closest("[data-corner]");
    drag = { from: at(event), part: now(), grows, draws: event.target !== kept && !grows };
  });
  box.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const { x, y } = at(event);
    const { from, part } = drag;
    const [dx, dy] = [x - from.x, y - from.y];
    if (drag.draws) set({ left: Math.min(x, from.x), top: Math.min(y, from.y), width: Math.abs(dx), height: Math.abs(dy) });
    else if (drag.grows) set({ ...part, width: part.width + dx, height: part.height + dy });
    else set({ ...part, left: part.left + dx, top: part.top + dy });
  });
  for (const name of ["pointerup", "pointercancel"]) box.addEventListener(name, () => { drag = null; });
  kept.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const part = now();
    const [dx, dy] = way.map((one) => one * STEP);
    if (event.shiftKey) set({ ...part, width: part.width + dx, height: part.height + dy }, dy ? "height" : "width");
    else set({ ...part, left: part.left + dx, top: part.top + dy });
  });
  for (const name of names) field(name).addEventListener("change", () => set(now(), name));
  shape.addEventListener("change", largest);
  largest();
  kept.focus();
}

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
