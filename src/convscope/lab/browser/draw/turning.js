// What the pointer, fingers and keys do on the tower: drag turns, with shift it moves, wheel and two fingers zoom, a tap chooses.

import { FRESH, NAMES } from "convscope/draw/projection.js";

const SLIP = 4; // pixels that a tap may move
const [QUICK, PACE] = [0.008, 1.15]; // radians a pixel; zoom a step

/** of: {view, turn(view, done), point(x, y) or point(null), pin(x, y)}. */
export function handle(canvas, of) {
  const fingers = new Map();
  let [begun, moved, apart] = [null, false, 0];
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  /** Zoom about a point of the canvas, which stays where it is. */
  function zoom(by, x, y, done) {
    const [turn, height, before, right, down] = of.view;
    const to = Math.max(0.4, Math.min(24, before * by));
    const [over, under] = [x - (canvas.clientWidth - NAMES) / 2, y - canvas.clientHeight / 2];
    of.turn([turn, height, to, over - ((over - right) * to) / before, under - ((under - down) * to) / before], done);
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    [begun, moved] = [{ at: place(event), view: of.view, across: event.shiftKey || event.button > 0 }, fingers.size > 1];
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    if (!fingers.has(event.pointerId)) return of.point(x, y);
    fingers.set(event.pointerId, [x, y]);
    if (fingers.size > 1) {
      const [[ax, ay], [bx, by]] = [...fingers.values()];
      const now = Math.hypot(ax - bx, ay - by);
      if (apart) zoom(now / apart, (ax + bx) / 2, (ay + by) / 2, false);
      apart = now;
      return;
    }
    const [over, under] = [x - begun.at[0], y - begun.at[1]];
    if (!moved && Math.hypot(over, under) < SLIP) return;
    moved = true;
    const [turn, height, zoomed, right, down] = begun.view;
    of.turn(begun.across ? [turn, height, zoomed, right + over, down + under] : [turn - over * QUICK, height + under * QUICK, zoomed, right, down], false);
  });
  const end = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    apart = 0;
    if (!moved && event.type === "pointerup") of.pin(...place(event));
    else of.turn(of.view, true);
    if (fingers.size) [begun, moved] = [{ at: [...fingers.values()][0], view: of.view, across: false }, true];
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && of.point(null));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(PACE ** (-event.deltaY / 100), ...place(event), true);
  }, { passive: false }); // prettier-ignore
  canvas.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const [turn, height, zoomed, right, down] = of.view;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const by = { "+": PACE, "=": PACE, "-": 1 / PACE }[event.key];
    if (way && event.shiftKey) of.turn([turn, height, zoomed, right - way[0] * 24, down - way[1] * 24], true);
    else if (way) of.turn([turn - way[0] * 0.1, height + way[1] * 0.1, zoomed, right, down], true);
    else if (by) zoom(by, canvas.clientWidth / 2, canvas.clientHeight / 2, true);
    else if (event.key === "0") of.turn(FRESH, true);
    else return;
    event.preventDefault();
  });
}
