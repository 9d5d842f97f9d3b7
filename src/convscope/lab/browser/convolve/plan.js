// Where everything on the stage stands: grids of one cell size, and what each of their cells is.
// A grid is {role, channel, x, y, cell, rows, columns, at(row, column)}, `at` giving {kind, value, row, column}
// with the cell's own place; kinds: real, padding, hole (between the cells of a stretched input), tap, output.

import { extent, source } from "convscope/convolve/axis.js";
import { channelsOf, isPool } from "convscope/convolve/layer.js";

export const NUMBERS = 16; // cells a side, up to which numbers are shown
const GAP = 40;
const HEAD = 24;
const BETWEEN = 24;
const MOST_CELL = 48;
const NARROW = 640;

/** Along one axis of the input as it is shown: how many cells, where input 0 stands, cells from one input to the next. */
export function track(axis, size, outputs) {
  // with ceil_mode the last window may hang over
  const reach = axis.ceil ? (Math.max(1, outputs) - 1) * axis.stride + extent(axis) : 0;
  if (!axis.transposed) return { cells: Math.max(size + axis.before + axis.after, reach), origin: axis.before, step: 1, start: 0, pace: axis.stride };
  const first = extent(axis) - 1 - axis.before;
  const least = Math.min(0, first);
  const last = Math.max(first + (size - 1) * axis.stride + 1, Math.max(1, outputs) - 1 + extent(axis));
  return { cells: last - least, origin: first - least, step: axis.stride, start: -least, pace: 1 };
}

/** Lay the stage out for a width and a greatest height in pixels. */
export function plan(layer, picture, output, shown, room) {
  const down = track(layer.y, picture.height, output?.height ?? 0);
  const across = track(layer.x, picture.width, output?.width ?? 0);
  const inputs = isPool(layer.mode) ? [shown.map] : Array.from({ length: picture.channels }, (_, channel) => channel);
  const kernel = { rows: layer.y.kernel, columns: layer.x.kernel };
  const sizes = [{ rows: down.cells, columns: across.cells }, kernel, { rows: output?.height ?? 1, columns: output?.width ?? 1 }];
  const stacked = room.width < NARROW && sizes.reduce((sum, one) => sum + one.columns, 0) > 18;
  const cell = cellSize(sizes, inputs.length, room, stacked);
  const scene = { cell, down, across, grids: [], width: room.width, height: 0, stacked };
  const read = layer.mode === "max" || layer.mode === "mean" ? [shown.map] : channelsOf(layer, picture, shown.map);
  const fits = sizes[0].rows <= NUMBERS + 8 && sizes[0].columns <= NUMBERS + 8;
  const numbers = Math.max(picture.height, picture.width) <= NUMBERS && fits && cell >= 18;
  const column = (sizes, x, y, make) => sizes.forEach((_, at) => make(at, x, y + at * (sizes[0].rows * cell + BETWEEN)));
  const widths = sizes.map((one) => one.columns * cell);
  const inputHeight = inputs.length * (down.cells * cell + BETWEEN) - BETWEEN;
  const free = Math.max(0, (room.width - widths.reduce((sum, one) => sum + one, 0) - 2 * GAP) / 2);
  let [x, y] = [stacked ? 0 : Math.floor(free), HEAD];
  inputs.forEach((channel, at) => {
    const top = y + at * (down.cells * cell + BETWEEN);
    scene.grids.push({ role: "input", channel, x, y: top, cell, rows: down.cells, columns: across.cells, numbers, read: read.includes(channel), at: inputCell(layer, picture, channel, down, across) });
  });
  const middle = (rows, count) => HEAD + Math.max(0, (inputHeight - count * (rows * cell + BETWEEN) + BETWEEN) / 2);
  const depth = isPool(layer.mode) ? 1 : read.length;
  if (stacked) y += inputHeight + GAP + 8;
  else {
    x += widths[0] + GAP;
    y = Math.floor(middle(kernel.rows, depth));
  }
  column(Array.from({ length: depth }, () => kernel), x, y, (at, left, top) => {
    scene.grids.push({ role: "kernel", channel: at, of: read[at], x: left, y: top, cell, ...kernel, numbers: cell >= 18, at: kernelCell(layer, shown.map, at) });
  });
  const kernelBottom = y + depth * (kernel.rows * cell + BETWEEN) - BETWEEN;
  if (stacked && widths[1] + GAP + widths[2] > room.width) y = kernelBottom + GAP + 8;
  else x += widths[1] + GAP;
  if (!stacked) y = Math.floor(middle(sizes[2].rows, 1));
  if (output) scene.grids.push({ role: "output", channel: shown.map, x, y, cell, ...sizes[2], numbers: numbers || (cell >= 18 && Math.max(sizes[2].rows, sizes[2].columns) <= NUMBERS), at: outputCell(output, shown.map) });
  scene.height = Math.ceil(Math.max(HEAD + inputHeight, kernelBottom, y + sizes[2].rows * cell)) + 8;
  return scene;
}

function cellSize(sizes, channels, room, stacked) {
  const total = sizes.reduce((sum, one) => sum + one.columns, 0);
  const wide = stacked ? room.width / Math.max(sizes[0].columns, sizes[2].columns) : (room.width - 2 * GAP) / total;
  const tallest = Math.max(channels * sizes[0].rows, channels * sizes[1].rows, sizes[2].rows);
  const high = (room.height - HEAD - (channels - 1) * BETWEEN) / tallest;
  const large = Math.max(sizes[0].rows, sizes[0].columns) > NUMBERS + 8;
  const least = large ? 1 : 26; // numbers that cannot be read are worse than a page to scroll
  const cell = Math.min(MOST_CELL, wide, stacked ? wide : Math.max(high, least));
  return cell >= 4 ? Math.floor(cell) : Math.max(0.5, Math.floor(cell * 4) / 4);
}

function inputCell(layer, picture, channel, down, across) {
  return (row, column) => {
    const [y, x] = [(row - down.origin) / down.step, (column - across.origin) / across.step];
    if (layer.y.transposed) {
      const real = Number.isInteger(y) && Number.isInteger(x) && y >= 0 && x >= 0 && y < picture.height && x < picture.width;
      if (!real) return { kind: row < down.origin || column < across.origin || y > picture.height - 1 || x > picture.width - 1 ? "padding" : "hole", value: 0, row: y, column: x };
      return { kind: "real", value: picture.values[(channel * picture.height + y) * picture.width + x], row: y, column: x };
    }
    if (y >= picture.height + layer.y.after || x >= picture.width + layer.x.after) return { kind: "beyond", value: NaN, row: y, column: x };
    const [from, over] = [source(y, picture.height, layer.y.fill), source(x, picture.width, layer.x.fill)];
    const inside = from >= 0 && over >= 0;
    const value = inside ? picture.values[(channel * picture.height + from) * picture.width + over] : layer.mode === "max" ? -Infinity : 0;
    const kind = inside && y === from && x === over ? "real" : "padding";
    return { kind, value, row: y, column: x, from: inside ? [from, over] : null };
  };
}

function kernelCell(layer, k, depth) {
  const pool = isPool(layer.mode);
  const kernel = pool ? null : layer.kernels[k];
  return (row, column) => {
    const value = pool ? (layer.mode === "mean" ? 1 / (layer.y.kernel * layer.x.kernel) : NaN) : kernel.values[(depth * kernel.height + row) * kernel.width + column];
    return { kind: "tap", value, row, column };
  };
}

const outputCell = (output, map) => (row, column) => ({
  kind: "output", value: output.values[(map * output.height + row) * output.width + column], row, column,
}); // prettier-ignore

/** The grid and the cell under a point of the stage, or null. */
export function under(scene, x, y) {
  for (const grid of scene.grids) {
    const [row, column] = [Math.floor((y - grid.y) / grid.cell), Math.floor((x - grid.x) / grid.cell)];
    if (row >= 0 && column >= 0 && row < grid.rows && column < grid.columns) return { grid, row, column, cell: grid.at(row, column) };
  }
  return null;
}

/** Where a term of the sum stands on the input as it is shown. */
export const placeOf = (scene, term) => [scene.down.origin + term.y * scene.down.step, scene.across.origin + term.x * scene.across.step];
