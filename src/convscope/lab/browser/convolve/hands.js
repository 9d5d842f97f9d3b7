// What the pointer, a finger and the keys do on the stage.
//
// A finger that begins on the window, or on the output that is selected, drags it; elsewhere it scrolls the page as
// anywhere, a stroke to the side moves the window, and a tap chooses.

import { reads } from "convscope/convolve/axis.js";
import { isPool } from "convscope/convolve/layer.js";
import { windowBox } from "convscope/convolve/paint.js";
import { under } from "convscope/convolve/plan.js";

const FINGER = 24; // pixels about what a finger means
const SLIP = 8; // pixels that a tap may move
const TWICE = 400; // milliseconds within which a second tap makes two

const isOutput = (role) => role === "output" || role === "before";

/** Listen to a stage; `show` answers light(stage, term or null) and tell(stage, hit or null). */
export function handle(stage, show) {
  const { above } = stage;
  const answer = (hit, role, event) => answered(stage, show, hit, { role, event });
  let held = null; // {role, waiting: where a finger began that may yet scroll}
  let tapped = { time: 0, place: "" };
  const place = (event) => {
    const box = above.getBoundingClientRect();
    const zoom = above.currentCSSZoom ?? 1; // in the teacher's mode
    return [(event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom];
  };
  const hitOf = (event) => under(stage.scene, ...place(event));
  const edit = (hit) => hit && (hit.cell.kind === "real" || (hit.cell.kind === "tap" && !isPool(stage.layer.mode))) && stage.on.edit(hit);

  above.addEventListener("touchstart", (event) => {
    if (event.touches.length === 1 && (stage.drawing ? hitOf(event.touches[0]) : grasped(stage, ...place(event.touches[0])))) event.preventDefault();
  }, { passive: false }); // prettier-ignore
  above.addEventListener("pointerdown", (event) => {
    const hit = hitOf(event);
    if (!hit) return;
    above.setPointerCapture(event.pointerId);
    const begun = [event.clientX, event.clientY];
    held = { role: hit.grid.role, waiting: event.pointerType === "touch" && !stage.drawing && !grasped(stage, ...place(event)) ? begun : null };
    if (!held.waiting) answer(hit, held.role, event);
  });
  above.addEventListener("pointermove", (event) => {
    if (held?.waiting) {
      const [over, down] = [Math.abs(event.clientX - held.waiting[0]), Math.abs(event.clientY - held.waiting[1])];
      if (over < SLIP || over < down) return; // a tap still, or the page is scrolled
      held.waiting = null;
    }
    answer(hitOf(event), held?.role, event);
  });
  above.addEventListener("pointerup", (event) => {
    const hit = hitOf(event);
    if (held?.waiting && hit) {
      answer(hit, held.role, event);
      const now = { time: event.timeStamp, place: `${hit.grid.role} ${hit.grid.channel} ${hit.row} ${hit.column}` };
      if (now.place === tapped.place && now.time - tapped.time < TWICE) edit(hit);
      tapped = now;
    }
    held = null;
  });
  above.addEventListener("pointercancel", () => (held = null));
  above.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "touch") return; // what was tapped stays told
    stage.reading = [];
    show.light(stage, null);
    show.tell(stage, null);
  });
  above.addEventListener("dblclick", (event) => stage.element.querySelector(".editor") || edit(hitOf(event)));
  above.addEventListener("keydown", (event) => keys(stage, event));
}

/** Whether a point is on what a finger may drag: the window, or the output that is selected. */
function grasped({ scene, state, output }, x, y) {
  if (!output) return false;
  const near = (left, top, wide, high) => {
    const [over, down] = [Math.max(0, FINGER - wide / 2), Math.max(0, FINGER - high / 2)];
    return x >= left - over && x <= left + wide + over && y >= top - down && y <= top + high + down;
  };
  const window = windowBox(scene, state);
  return scene.grids.some(({ role, read, x: left, y: top, cell }) => {
    if (isOutput(role)) return near(left + state.column * cell, top + state.row * cell, cell, cell);
    return role === "input" && read && near(left + window.x * cell, top + window.y * cell, window.columns * cell, window.rows * cell);
  });
}

function answered(stage, { light, tell }, hit, { role: held, event }) {
  const { state, output } = stage;
  stage.reading = [];
  if (!hit || !output) return held ? undefined : (light(stage, null), tell(stage, null));
  tell(stage, hit);
  const { role } = hit.grid;
  if (stage.drawing && held && !isOutput(role)) return stage.on.draw(hit, event.shiftKey);
  if (isOutput(role)) {
    stage.lit = null;
    if (held !== "input" && (hit.row !== state.row || hit.column !== state.column)) return stage.on.select(hit.row, hit.column);
    return light(stage, null);
  }
  if (held === "input") return dragged(stage, hit);
  const at = role === "kernel" ? termOfTap(stage, hit) : termOfInput(stage, hit);
  if (role === "input" && hit.cell.kind === "real") stage.reading = readers(stage, hit.cell);
  return light(stage, at < 0 ? null : at);
}

const termOfTap = ({ sum }, { grid, row, column }) => sum.terms.findIndex((term) => term.depth === grid.channel && term.ty === row && term.tx === column);
const termOfInput = ({ sum }, { grid, cell }) => sum.terms.findIndex((term) => term.channel === grid.channel && term.y === cell.row && term.x === cell.column);

/** The outputs that read an input: hovering goes both ways. */
function readers({ layer, picture }, cell) {
  const along = (axis, size, at) => reads(axis, size).flatMap((taps, output) => (taps.some(([, position]) => position === at) ? [output] : []));
  const columns = along(layer.x, picture.width, cell.column);
  return along(layer.y, picture.height, cell.row).flatMap((row) => columns.map((column) => [row, column]));
}

/** Move the window so that its middle follows the pointer. */
function dragged({ scene, state, output, on }, hit) {
  const box = windowBox(scene, { row: 0, column: 0 });
  const place = (at, start, wide, pace, most) => Math.max(0, Math.min(most - 1, Math.round((at - start - (wide - 1) / 2) / pace)));
  const row = place(hit.row, box.y, box.rows, scene.down.pace, output.height);
  const column = place(hit.column, box.x, box.columns, scene.across.pace, output.width);
  if (row !== state.row || column !== state.column) on.select(row, column);
}

/** Arrows move the window by one, Home and End to the ends of a row, with Ctrl of the map; space plays, Enter edits. */
function keys(stage, event) {
  const { state, output, on } = stage;
  if (!output || event.altKey || event.metaKey) return;
  if (event.key === " ") on.play();
  else if (event.key === "Enter") on.edit(null);
  else {
    const [last, end] = [output.height - 1, output.width - 1];
    const { row, column } = state;
    const to = {
      ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? last : row, end],
    }[event.key]; // prettier-ignore
    if (!to) return;
    if (to[0] >= 0 && to[1] >= 0 && to[0] <= last && to[1] <= end) on.select(...to);
  }
  event.preventDefault();
}
