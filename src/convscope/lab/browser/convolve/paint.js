// The stage's picture: below, the grids with their numbers; above, what moves: window, result, what is pointed at.

import { extent } from "convscope/convolve/axis.js";
import { colourInto, colourOf, css, inkOn, short } from "convscope/frame/colours.js";
import { placeOf } from "convscope/convolve/plan.js";
import { textWidth } from "convscope/frame/pens.js";

export const TITLE = { size: 13, mono: false };
const ENDS = { size: 12 };

/** Paint the grids. `look` is {inks, scales, lost: {rows, columns}, titles, signs}. */
export function paintGrids(pen, scene, look) {
  for (const grid of scene.grids) {
    const scale = look.scales[grid.role];
    paintGrid(pen, grid, scale, look);
    pen.text(grid.x, grid.y - 11, look.titles(grid), { ...TITLE, colour: look.inks.quiet, align: "left" });
    if (grid.foot !== null && scale) legend(pen, grid, scale, look.inks);
    if (grid.role === "input") lostLines(pen, scene, grid, look);
    if (grid.role === "input" && !grid.read) pen.fill(grid.x, grid.y, grid.columns * grid.cell, grid.rows * grid.cell, `${look.inks.paper}b0`);
  }
  operators(pen, scene, look);
}

function paintGrid(pen, grid, scale, look) {
  if (grid.numbers) cells(pen, grid, scale, look);
  else pixels(pen, grid, scale, look);
  pen.frame(grid.x - 0.5, grid.y - 0.5, grid.columns * grid.cell + 1, grid.rows * grid.cell + 1, look.inks.line);
}

/** How wide a legend is at least, an even number: its two ends stand apart. */
export function legendWidth(scale) {
  if (!scale) return 0;
  const words = short(scale.low, 3) + short(scale.high, 3);
  return Math.max(72, 2 * Math.ceil(textWidth(words, ENDS) / 2) + 16);
}

/** A bar of the scale's colours, its ends under it. */
function legend(pen, grid, scale, inks) {
  const width = Math.max(legendWidth(scale), Math.min(96, 2 * Math.floor((grid.columns * grid.cell) / 2)));
  for (let at = 0; at < width; at += 2) {
    const value = scale.low + ((scale.high - scale.low) * (at + 1)) / width;
    pen.fill(grid.x + at, grid.foot, 2, 6, css(colourOf(value, scale)));
  }
  pen.frame(grid.x - 0.5, grid.foot - 0.5, width + 1, 7, inks.line);
  for (const [value, x, align] of [[scale.low, grid.x, "left"], [scale.high, grid.x + width, "right"]]) {
    pen.text(x, grid.foot + 16, short(value, 3), { ...ENDS, colour: inks.quiet, align });
  }
}

function cells(pen, grid, scale, look) {
  for (let row = 0; row < grid.rows; row += 1) {
    for (let column = 0; column < grid.columns; column += 1) {
      const [x, y] = [grid.x + column * grid.cell, grid.y + row * grid.cell];
      const cell = grid.at(row, column);
      const empty = cell.kind === "padding" || cell.kind === "hole" || Number.isNaN(cell.value);
      const colour = colourOf(cell.value, scale);
      pen.fill(x, y, grid.cell, grid.cell, empty ? look.inks.paper : css(colour));
      if (cell.kind === "padding") hatch(pen, x, y, grid.cell, look.inks.line);
      pen.frame(x + 0.5, y + 0.5, grid.cell - 1, grid.cell - 1, look.inks.line, 0.5, cell.kind === "hole" || cell.kind === "beyond" ? [2, 2] : []);
      if (Number.isNaN(cell.value)) continue;
      const words = fitted(cell.value, grid.cell);
      const size = Math.min(grid.cell * 0.42, 16, (grid.cell - 4) / (0.62 * words.length));
      pen.text(x + grid.cell / 2, y + grid.cell / 2 + 0.5, words, { size, colour: empty ? look.inks.quiet : inkOn(colour) });
    }
  }
}

/** As many digits as a cell has room for, at a size that can be read. */
function fitted(value, cell) {
  const minus = value < 0 && cell >= 24 ? 1 : 0; // a minus costs no digit
  const room = minus + Math.max(3, Math.floor((cell - 4) / (0.62 * Math.min(11, cell * 0.42))));
  for (const digits of [4, 3, 2, 1]) {
    const words = short(value, digits).replace(/^(−?)0\./, "$1.");
    if (words.length <= room || digits === 1) return words;
  }
  return short(value);
}

function hatch(pen, x, y, side, colour) {
  const step = Math.max(4, side / 4);
  for (let at = step / 2; at < 2 * side; at += step) {
    const [from, to] = [Math.min(at, side), Math.max(0, at - side)];
    pen.line([[x + to, y + from], [x + from, y + to]], colour, 0.75);
  }
}

function pixels(pen, grid, scale, look) {
  const paper = hex(look.inks.paper);
  const line = hex(look.inks.line);
  pen.image(grid.x, grid.y, grid.columns * grid.cell, grid.rows * grid.cell, grid.rows, grid.columns, (data, at, row, column) => {
    const { kind, value } = grid.at(row, column);
    const bare = kind === "padding" || kind === "hole";
    if (!bare && !Number.isNaN(value)) return colourInto(data, at, value, scale);
    return data.set(bare && (row + column) % 2 === 0 ? line : paper, at);
  });
}

const hex = (word) => [1, 3, 5].map((at) => Number.parseInt(word.slice(at, at + 2), 16));

/** Rows and columns of the input that no window reads, in red. */
function lostLines(pen, scene, grid, { lost, inks }) {
  const mark = (x, y, width, height) => {
    pen.fill(x, y, width, height, `${inks.lost}59`);
    pen.frame(x + 0.5, y + 0.5, Math.max(0, width - 1), Math.max(0, height - 1), inks.lost, 1);
  };
  const { cell } = grid;
  const [top, left] = [grid.y + scene.down.origin * cell, grid.x + scene.across.origin * cell];
  const [high, wide] = [lost.height * cell, lost.width * cell];
  if (scene.down.step > 1 || scene.across.step > 1) return;
  for (const row of lost.rows) mark(left, top + row * cell, wide, cell);
  for (const column of lost.columns) mark(left + column * cell, top, cell, high);
}

function operators(pen, scene, { inks, signs }) {
  if (scene.stacked) return;
  for (const [role, sign] of Object.entries(signs)) {
    const grid = scene.grids.find((grid) => grid.role === role);
    if (grid?.middle) pen.text(grid.x - 20, grid.middle, sign, { size: sign.length > 1 ? 13 : 21, colour: inks.quiet });
  }
}

/** Paint what moves. `at` is {row, column, sum, lit (index of a term or null), reading: [[row, column]…], filled}. */
export function paintMoving(pen, scene, at, look) {
  const outputs = scene.grids.filter((grid) => grid.role === "output" || grid.role === "before");
  if (!outputs.length) return;
  const { inks } = look;
  if (at.filled !== null) for (const grid of outputs) cover(pen, grid, at.filled, inks.paper);
  scene.sum = at.sum;
  if (scene.layer.mode === "mean" || scene.layer.y.ceil) for (const grid of scene.grids) if (grid.role === "kernel") paintGrid(pen, grid, look.scales.kernel, look);
  const window = windowBox(scene, at);
  for (const grid of scene.grids) {
    if (grid.role === "input" && grid.read) {
      if (scene.cell >= 6) taps(pen, scene, grid, at, inks);
      pen.frame(grid.x + window.x * grid.cell, grid.y + window.y * grid.cell, window.columns * grid.cell, window.rows * grid.cell, inks.accent, 2);
    }
  }
  for (const grid of outputs) {
    for (const [row, column] of at.reading) outline(pen, grid, row, column, inks.accent, 1);
    outline(pen, grid, at.row, at.column, inks.accent, 2);
  }
  const lit = at.sum?.terms[at.winner ?? at.lit];
  if (lit) {
    const colour = inks.accent;
    for (const grid of scene.grids) {
      if (grid.role === "input" && grid.channel === lit.channel) outline(pen, grid, ...placeOf(scene, lit), colour, 3);
      if (grid.role === "kernel" && grid.channel === lit.depth) outline(pen, grid, lit.ty, lit.tx, colour, 3);
    }
  }
}

function outline(pen, grid, row, column, colour, thick) {
  const inset = grid.cell > 8 ? thick / 2 : 0;
  pen.frame(grid.x + column * grid.cell + inset, grid.y + row * grid.cell + inset, grid.cell - 2 * inset, grid.cell - 2 * inset, colour, thick);
}

/** The taps within the window, where they do not fill it: dilation's holes, a stretched input's. */
function taps(pen, scene, grid, at, inks) {
  const { x, y } = scene.layer;
  if (x.dilation === 1 && y.dilation === 1 && !y.transposed) return;
  for (const term of at.sum?.terms ?? []) {
    if (term.channel === grid.channel) outline(pen, grid, ...placeOf(scene, term), inks.accent, 2);
  }
}

/** The window's place on the input as it is shown, in cells. */
export function windowBox(scene, at) {
  const { down, across } = scene;
  return {
    y: down.start + at.row * down.pace, x: across.start + at.column * across.pace,
    rows: extent(scene.layer.y), columns: extent(scene.layer.x),
  }; // prettier-ignore
}

/** What is not computed yet while playing. */
function cover(pen, grid, filled, paper) {
  const [row, column] = [Math.floor(filled / grid.columns), filled % grid.columns];
  const { x, y, cell } = grid;
  pen.fill(x + column * cell, y + row * cell, (grid.columns - column) * cell, cell, paper);
  pen.fill(x, y + (row + 1) * cell, grid.columns * cell, Math.max(0, grid.rows - row - 1) * cell, paper);
}
