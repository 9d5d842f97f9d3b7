// The pad: what the pointer, a finger, a pen and the keys do on it.

import { paintAll, paintStep } from "convscope/draw/ink.js";
import { h } from "convscope/frame/html.js";

const WIDE = 280; // pixels of the screen

/** on: {begun(): the state, now; drawn(): pixels changed; ended(stroke): a stroke is whole; moved(down, across, done)}. */
export function pad(on) {
  const shown = h("canvas", { id: "pad", tabindex: "0", "data-label": "drawPad" });
  const own = document.createElement("canvas"); // unmoved: what the server is given
  let [stroke, held, state, under, size, field] = [null, null, null, null, [1, 1], null];

  function place(event) {
    const box = shown.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const [across, down] = [x - state.across / size[1], y - state.down / size[0]];
    const byte = (one) => Math.max(0, Math.min(255, Math.round(one * 256 - 0.5)));
    return [byte(across), byte(down)];
  }

  function step(event) {
    const [x, y] = place(event);
    const { points } = stroke;
    if (points.length && points.at(-2) === x && points.at(-1) === y) return;
    points.push(x, y);
    paintStep(own, stroke, points.length - 2, under.paper);
  }

  shown.addEventListener("pointerdown", (event) => {
    if (event.button || !under || stroke || held) return;
    shown.setPointerCapture(event.pointerId);
    state = on.begun(event);
    if (state.tool === "move") return void (held = { x: event.clientX, y: event.clientY, down: state.down, across: state.across });
    const thick = event.pointerType === "pen" && event.pressure > 0 ? 0.5 + event.pressure : 1;
    const width = Math.max(1, Math.min(255, Math.round(state.pen * thick * (state.tool === "eraser" ? 1.5 : 1))));
    stroke = { erase: state.tool === "eraser", width, colour: on.colour(), points: [] };
    step(event);
    paint();
    on.drawn(event);
  });
  shown.addEventListener("pointermove", (event) => {
    if (held) {
      const box = shown.getBoundingClientRect();
      const way = (from, to, length, count) => Math.round(((to - from) / length) * count);
      return on.moved(held.down + way(held.y, event.clientY, box.height, size[0]), held.across + way(held.x, event.clientX, box.width, size[1]), false, event);
    }
    if (!stroke) return;
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const one of steps.length ? steps : [event]) step(one);
    paint();
    on.drawn(event);
  });
  const end = (event) => {
    if (held) {
      held = null;
      return on.moved(state.down, state.across, true, event);
    }
    if (!stroke) return;
    const whole = stroke;
    stroke = null;
    on.ended(whole);
  };
  shown.addEventListener("pointerup", end);
  shown.addEventListener("pointercancel", end);
  shown.addEventListener("keydown", (event) => {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.altKey || !under) return;
    if (way) {
      event.preventDefault();
      state = on.begun(event);
      on.moved(state.down + way[0], state.across + way[1], true, event);
    } else if (event.key === "Delete" || event.key === "Backspace") (event.preventDefault(), on.cleared());
  });

  /** Show the pad as it is moved, and what the unit that is pointed at reads of it. */
  function paint() {
    const pen = shown.getContext("2d");
    const [across, down] = [(state.across * shown.width) / size[1], (state.down * shown.height) / size[0]];
    pen.fillStyle = under.paper;
    pen.fillRect(0, 0, shown.width, shown.height);
    pen.drawImage(own, across, down, shown.width, shown.height);
    if (!field) return;
    pen.lineWidth = 3;
    for (const colour of ["#000", "#fff"]) {
      pen.strokeStyle = colour;
      pen.setLineDash(colour === "#000" ? [] : [6, 6]);
      const [top, left, bottom, right] = [field[0] / size[0], field[1] / size[1], (field[2] + 1) / size[0], (field[3] + 1) / size[1]];
      pen.strokeRect(left * shown.width + 1.5, top * shown.height + 1.5, (right - left) * shown.width - 3, (bottom - top) * shown.height - 3);
    }
    pen.setLineDash([]);
  }

  return {
    element: shown,
    own,
    get busy() { return Boolean(stroke || held); },
    /** The pad's own pixels, rows and columns, and those of what enters. */
    open([height, width], entering) {
      [own.width, own.height] = [width, height];
      size = entering;
      const share = WIDE / Math.max(width, height);
      [shown.width, shown.height] = [Math.round(2 * width * share), Math.round(2 * height * share)];
      shown.style.width = `${Math.round(width * share)}px`;
    },
    /** Show a state with what lies under its strokes, {image, paper}. */
    show(now, given) {
      [state, under] = [now, given];
      paintAll(own, under, state.ink);
      paint();
    },
    moved(now) {
      state = now;
      paint();
    },
    /** Outline rows and columns of what enters, [top, left, bottom, right], or nothing. */
    mark(box) {
      if (String(box) === String(field)) return;
      field = box;
      if (under) paint();
    },
  }; // prettier-ignore
}
