// Zoom and pan of several pictures in step: wheel, drag, keys, buttons.

const MOST = 8;
const STEP = 1.25;

export function zooming(page, stage) {
  const tools = page.querySelector("[data-zoom-tools]");
  const level = page.querySelector("[data-zoom-level]");
  const view = { zoom: 1, x: 0, y: 0 }; // the shift as a share of the frame
  let drag = null;

  function draw() {
    const most = (view.zoom - 1) / 2;
    view.x = Math.min(Math.max(view.x, -most), most);
    view.y = Math.min(Math.max(view.y, -most), most);
    stage.style.setProperty("--zoom", view.zoom);
    stage.style.setProperty("--x", `${view.x * 100}%`);
    stage.style.setProperty("--y", `${view.y * 100}%`);
    stage.classList.toggle("zoomed", view.zoom > 1);
    level.textContent = `${Math.round(view.zoom * 100)} %`;
  }

  function zoom(factor, at = { x: 0, y: 0 }) {
    const next = Math.min(Math.max(view.zoom * factor, 1), MOST);
    const grown = next / view.zoom;
    view.x = at.x - (at.x - view.x) * grown;
    view.y = at.y - (at.y - view.y) * grown;
    view.zoom = next;
    draw();
  }

  function place(event, frame) {
    const box = frame.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width - 0.5, y: (event.clientY - box.top) / box.height - 0.5 };
  }

  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const how = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (how === "in") zoom(STEP);
    if (how === "out") zoom(1 / STEP);
    if (how === "fit") zoom(0);
  });
  stage.addEventListener("wheel", (event) => {
    const frame = event.target.closest("[data-frame]");
    if (!frame || !(event.ctrlKey || event.metaKey || view.zoom > 1)) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, place(event, frame));
  }, { passive: false });
  stage.addEventListener("dblclick", (event) => {
    const frame = event.target.closest("[data-frame]");
    if (frame) zoom(view.zoom > 1 ? 0 : 2, place(event, frame));
  });
  stage.addEventListener("pointerdown", (event) => {
    const frame = event.target.closest("[data-frame]");
    if (!frame || view.zoom === 1 || event.target.closest("video[controls]")) return;
    drag = { frame, from: place(event, frame), x: view.x, y: view.y };
    frame.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const now = place(event, drag.frame);
    view.x = drag.x + now.x - drag.from.x;
    view.y = drag.y + now.y - drag.from.y;
    draw();
  });
  for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, () => { drag = null; });
  stage.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-frame]")) return;
    const moves = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
    const way = moves[event.key];
    if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "0") zoom(0);
    else if (way && view.zoom > 1) [view.x, view.y] = [view.x + way[0], view.y + way[1]];
    else return;
    event.preventDefault();
    draw();
  });
}
