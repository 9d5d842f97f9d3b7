// Where everything on the stage stands: grids of one cell size, and what each of their cells is.
// A grid is {role, channel, x, y, cell, rows, columns, numbers, foot, at(row, column)}; roles: input, kernel, before (the
// sums that a ReLU follows), output; cells are those of cells.js; `foot` is where its legend stands, under the last of its kind,
// `middle` where the sign before it does, null at the beginning of a row.

import { extent } from "convscope/convolve/axis.js";
import { inputCell, kernelCell, outputCell } from "convscope/convolve/cells.js";
import { channelsOf, isPool } from "convscope/convolve/layer.js";

export const NUMBERS = 16; // cells a side, up to which numbers are shown
const GAP = 40;
const HEAD = 24;
const FOOT = 32; // a legend
const BETWEEN = 24;
const NARROW = 640;
const MOST_LANES = 4;
const READABLE = 26; // a cell's pixels
const CELLS = [...Array.from({ length: 45 }, (_, at) => 48 - at), ...Array.from({ length: 14 }, (_, at) => 3.75 - at / 4)];

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

/**
 * Lay the stage out for a room {width, height} in pixels. `least(role)` is how wide a grid's title and legend are;
 * its neighbour keeps away from them.
 */
export function plan(layer, picture, output, shown, { least, ...room }) {
  const down = track(layer.y, picture.height, output?.height ?? 0);
  const across = track(layer.x, picture.width, output?.width ?? 0);
  const scene = { down, across, grids: [], width: room.width };
  const blocks = blocksOf(layer, picture, output, shown, scene);
  for (const block of blocks) block.least = least(block.role);
  const arranged = Array.from({ length: Math.min(MOST_LANES, blocks[0].grids.length) }, (_, at) => at + 1).map((lanes) => inLanes(blocks, lanes));
  const small = Math.max(picture.height, picture.width) <= NUMBERS && Math.max(...blocks.flatMap((one) => [one.rows, one.columns])) <= NUMBERS + 8;
  // with a ReLU, its two grids may stand under the others
  const row = best(arranged.flatMap((all) => (all.length > 3 ? [[all], [all.slice(0, 2), all.slice(2)]] : [[all]])), room, small);
  const stacked = best(arranged.map((all) => all.map((one) => [one])), room, small);
  // under each other on a phone, and where a wide picture is then seen half as large again
  scene.stacked = (room.width < NARROW && row.widest < Math.min(READABLE, stacked.widest)) || stacked.whole > 1.5 * Math.max(row.whole, small ? Math.min(READABLE, row.widest) : 0);
  const { rows, whole, widest } = scene.stacked ? stacked : row;
  // numbers that cannot be read are worse than a page to scroll
  scene.cell = scene.stacked ? widest : Math.max(whole, Math.min(widest, small ? READABLE : 1));
  const settled = rows.flat();
  for (const block of settled) block.numbers = scene.cell >= 18 && (block.role === "kernel" || small || (block.role !== "input" && Math.max(block.rows, block.columns) <= NUMBERS));
  scene.height = (scene.stacked ? wrapped(settled, scene) : rows).reduce((top, one) => placed(one, top, scene), 0);
  return scene;
}

/** What stands on the stage: of each kind its grids, and their size in cells. */
function blocksOf(layer, picture, output, shown, scene) {
  const pool = isPool(layer.mode);
  const inputs = pool ? [shown.map] : Array.from({ length: picture.channels }, (_, channel) => channel);
  const read = channelsOf(layer, picture, shown.map);
  const blocks = [
    { role: "input", rows: scene.down.cells, columns: scene.across.cells, grids: inputs.map((channel) => ({ channel, read: read.includes(channel), at: inputCell(layer, picture, channel, scene.down, scene.across) })) },
    { role: "kernel", rows: layer.y.kernel, columns: layer.x.kernel, grids: read.map((of, depth) => ({ channel: depth, of, at: kernelCell(layer, shown.map, depth, scene) })) },
  ]; // prettier-ignore
  if (!output) return blocks;
  for (const role of output.before ? ["before", "output"] : ["output"]) {
    const values = role === "before" ? output.before : output.values;
    blocks.push({ role, rows: output.height, columns: output.width, grids: [{ channel: shown.map, at: outputCell(output, values, shown.map) }] });
  }
  return blocks;
}

const inLanes = (blocks, lanes) => blocks.map((one) => ({ ...one, lanes: Math.min(lanes, one.grids.length) }));
const wide = (block, cell) => Math.max(block.least, block.lanes * (block.columns * cell + BETWEEN) - BETWEEN);
const high = (block, cell) => Math.ceil(block.grids.length / block.lanes) * (block.rows * cell + BETWEEN) - BETWEEN;
const across = (row, cell) => row.reduce((sum, block) => sum + wide(block, cell) + GAP, -GAP);
const down = (rows, cell) => rows.reduce((sum, row) => sum + HEAD + FOOT + 8 + Math.max(...row.map((block) => high(block, cell))), 0);

/**
 * Of ways to arrange the blocks in rows the one that is seen largest: `whole` is the cell at which all of it is within
 * the room, `widest` the one at which it is as wide as the room. A later way has to be a good deal better; numbers that can be read come first.
 */
function best(ways, { width, height }, small) {
  const sized = ways.map((rows) => {
    const widest = CELLS.find((cell) => rows.every((row) => across(row, cell) <= width)) ?? CELLS.at(-1);
    return { rows, widest, whole: CELLS.find((cell) => cell <= widest && down(rows, cell) <= height) ?? CELLS.at(-1) };
  });
  const legible = (way) => (small ? Math.min(READABLE, way.widest) : 0);
  const better = (one, other) => (legible(other) === legible(one) ? other.whole > 1.15 * one.whole : legible(other) > legible(one));
  return sized.reduce((one, other) => (better(one, other) ? other : one));
}

/** Blocks in rows: the input alone, then as many beside each other as there is room for. */
function wrapped([input, ...others], { cell, width }) {
  const rows = [[input]];
  for (const block of others) {
    const last = rows.at(-1);
    if (rows.length > 1 && across([...last, block], cell) <= width) last.push(block);
    else rows.push([block]);
  }
  return rows;
}

/** Put a row of blocks on the stage, their middles at one height; gives where the next row begins. */
function placed(row, top, scene) {
  const { cell, width, grids, stacked } = scene;
  const tallest = Math.max(...row.map((block) => high(block, cell)));
  let x = stacked ? 0 : Math.floor(Math.max(0, width - across(row, cell)) / 2);
  const middle = top + HEAD + tallest / 2;
  for (const block of row) {
    const { role, rows, columns, lanes, numbers } = block;
    const y = top + HEAD + Math.floor((tallest - high(block, cell)) / 2);
    const foot = y + high(block, cell) + 8;
    block.grids.forEach((grid, at) => {
      const [lane, line] = [at % lanes, Math.floor(at / lanes)];
      grids.push({ role, rows, columns, cell, numbers, x: x + lane * (columns * cell + BETWEEN), y: y + line * (rows * cell + BETWEEN), foot: at ? null : foot, middle: block === row[0] ? null : middle, ...grid });
    });
    x += wide(block, cell) + GAP;
  }
  return Math.ceil(top + HEAD + tallest + FOOT) + 8;
}

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
