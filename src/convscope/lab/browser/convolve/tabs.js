// Below the stage: coverage, matrix, receptive field, code; each a sentence and a picture.

import { counts } from "convscope/convolve/axis.js";
import { python } from "convscope/convolve/code.js";
import { colourOf, inkOn, scaleOf, short } from "convscope/frame/colours.js";
import { fieldOf } from "convscope/convolve/field.js";
import { lostWords } from "convscope/convolve/facts.js";
import { copying } from "convscope/frame/copying.js";
import { h, sharp, show } from "convscope/frame/html.js";
import { legend } from "convscope/frame/legend.js";
import { matrixRow, windowRow } from "convscope/convolve/matrix.js";
import { MONO } from "convscope/frame/pens.js";
import { pixelsInto } from "convscope/frame/pixels.js";
import { MOST } from "convscope/convolve/state.js";
import { responses } from "convscope/convolve/responses.js";
import { gap, say } from "convscope/frame/texts.js";

const MOST_ROWS = 144;
let kind = "matrixKind";

/** Fill the panel, `room` pixels wide, for the tab chosen. `seen` is {state, layer, picture, output, lost, inks}. */
export function showTab(panel, seen, room, change) {
  const make = { coverage, responses, matrix, field, code }[seen.state.tab];
  show(panel, make(seen, change, room || 640));
}

function coverage({ layer, picture, lost, inks }, change, room) {
  const [down, across] = [counts(layer.y, picture.height), counts(layer.x, picture.width)];
  const values = Float64Array.from({ length: down.length * across.length }, (_, at) => down[Math.floor(at / across.length)] * across[at % across.length]);
  const least = Math.min(...down) * Math.min(...across);
  const most = Math.max(...down) * Math.max(...across);
  const words = lostWords(lost);
  const told = words ? h("b", { class: "lost" }, say("coverageLost", { lost: words })) : say("coverageAll");
  return [
    h("p", {}, say("coverageText", { least, most }), gap(), told),
    grid(values, picture.height, picture.width, room, inks, (at) => values[at] === 0),
    legend(scaleOf(values, "unsigned")),
  ];
}

function matrix({ state, layer, picture, output, inks }, change, room) {
  if (layer.mode === "max") return h("p", {}, say("matrixPool"));
  if (layer.response === "normalised") return h("p", {}, say("matrixNormalised"));
  // a mean that counts fewer pixels at a border has no one kernel that every window is multiplied by
  const kinds = layer.mode === "mean" && (layer.y.ceil || !layer.countPadding) ? ["matrixKind"] : ["matrixKind", "imageKind"];
  const shown = kinds.includes(kind) ? kind : kinds[0];
  const choose = kinds.map((name) =>
    h("button", { class: "chip", "aria-pressed": String(shown === name), onclick: () => ((kind = name), change({})) }, say(name)),
  );
  const places = output.height * output.width;
  const selected = state.row * output.width + state.column;
  const first = places <= MOST_ROWS ? 0 : Math.max(0, Math.min(places - MOST_ROWS, selected - (MOST_ROWS >> 1)));
  const rows = Math.min(places, MOST_ROWS);
  const make = shown === "matrixKind" ? matrixRow : windowRow;
  const list = Array.from({ length: rows }, (_, at) => make(layer, picture, state.map, first + at, output.width));
  const columns = Math.max(1, ...list.map((row) => row.length));
  const values = new Float64Array(rows * columns);
  list.forEach((row, at) => values.set(row, at * columns));
  const size = { rows: places, columns };
  return [
    h("div", { class: "chips" }, choose),
    h("p", {}, say(shown === "matrixKind" ? "matrixText" : "imageText", size), gap(), rows < places ? say("matrixLarge", { ...size, shown: rows }) : ""),
    grid(values, rows, columns, room, inks, () => false, selected - first),
    legend(scaleOf(values)),
  ];
}

function field({ state, layer, picture, inks }, change, room) {
  const found = fieldOf(layer, picture, state.depth);
  const slider = h("input", { type: "range", min: 1, max: MOST.depth, value: state.depth, "aria-label": say("depth"), oninput: (event) => change({ depth: Number(event.target.value) }) });
  const head = h("label", { class: "depth" }, say("depth"), slider, h("output", {}, String(state.depth)));
  if (!found) return [head, h("p", {}, say("fieldSmall", { depth: state.depth }))];
  const holes = found.holes ? say("fieldHoles", { count: found.holes }) : say("fieldNone");
  return [
    head,
    h("p", {}, say("fieldText", { ...found, depth: state.depth, holes }), gap(), say("fieldPaths")),
    grid(found.values, picture.height, picture.width, room, inks),
    legend(scaleOf(found.values, "unsigned")),
  ];
}

function code({ layer, picture }) {
  const text = python(layer, picture);
  return [h("p", {}, say("codeText")), copying(text)];
}

/** Numbers as cells, or as pixels where there are many; a row can be outlined, a cell marked as lost. */
function grid(values, rows, columns, room, inks, lost = () => false, lit = -1) {
  const cell = Math.max(1, Math.min(36, Math.floor(Math.min(room - 16, 1200) / columns), Math.floor(560 / rows)));
  const canvas = h("canvas", { class: "grid" });
  const pen = sharp(canvas, columns * cell, rows * cell);
  const scale = scaleOf(values, values.some((value) => value < 0) ? "signed" : "unsigned");
  const picture = h("canvas", { width: columns, height: rows });
  pixelsInto(picture, values, scale);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(picture, 0, 0, columns * cell, rows * cell);
  values.forEach((value, at) => {
    const [x, y] = [(at % columns) * cell, Math.floor(at / columns) * cell];
    if (lost(at)) {
      pen.fillStyle = inks.lost;
      pen.fillRect(x, y, cell, cell);
    }
    if (cell < 20) return;
    const colour = colourOf(value, scale);
    const words = short(value, 2);
    pen.fillStyle = lost(at) ? "#ffffff" : inkOn(colour);
    pen.font = `${Math.min(13, (cell - 4) / (0.62 * words.length))}px ${MONO}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(words, x + cell / 2, y + cell / 2);
  });
  if (cell > 6) {
    for (let at = 1; at <= columns; at += 1) pen.clearRect(at * cell - 1, 0, 1, rows * cell);
    for (let at = 1; at <= rows; at += 1) pen.clearRect(0, at * cell - 1, columns * cell, 1);
  }
  if (lit >= 0) {
    pen.strokeStyle = inks.accent;
    pen.lineWidth = 2;
    pen.strokeRect(1, lit * cell + 0.5, columns * cell - 2, Math.max(3, cell - 1));
  }
  const told = h("p", { class: "quiet told" }, "\u00a0");
  canvas.addEventListener("pointermove", (event) => {
    const [row, column] = [Math.floor(event.offsetY / cell), Math.floor(event.offsetX / cell)];
    const value = values[row * columns + column];
    told.textContent = value === undefined ? "\u00a0" : `[${row}, ${column}] = ${short(value, 5)}`;
  });
  return h("div", { class: "scroll" }, canvas, told);
}
