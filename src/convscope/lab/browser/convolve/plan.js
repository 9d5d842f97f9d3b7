// Where everything on the stage stands: grids of one cell size, and what each of their cells is.
// A grid is {role, channel, x, y, cell, rows, columns, numbers, foot, at(row, column)}; roles: input, kernel, before (the
// sums that a ReLU follows), output; cells are those of cells.js; `foot` is where its legend stands, under the last of its kind.

import { extent } from "convscope/convolve/axis.js";
import { inputCell, kernelCell, outputCell } from "convscope/convolve/cells.js";
import { channelsOf, isPool } from "convscope/convolve/layer.js";

export const NUMBERS = 16; // cells a side, up to which numbers are shown
const GAP = 40;
const HEAD = 24;
const FOOT = 32; // a legend
const BETWEEN = 24;
const MOST_CELL = 48;
const NARROW = 640;
const MOST_LANE = 3; // grids on each other; more of them stand in two columns

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
  const scene = { down, across, grids: [], width: room.width };
  const blocks = blocksOf(layer, picture, output, shown, scene);
  const [row, stacked] = [cellSize([blocks], room), cellSize(blocks.map((one) => [one]), room)];
  const columns = blocks.reduce((sum, one) => sum + one.lanes * one.columns, 0);
  // under each other on a phone, and where a wide picture is then seen half as large again
  scene.stacked = (room.width < NARROW && columns > 18) || (stacked.fits && stacked.cell > 1.5 * row.cell);
  scene.cell = scene.stacked ? stacked.cell : row.cell;
  const all = blocks[0].rows <= NUMBERS + 8 && blocks[0].columns <= NUMBERS + 8 && Math.max(picture.height, picture.width) <= NUMBERS;
  for (const block of blocks) block.numbers = scene.cell >= 18 && (block.role === "kernel" || all || (block.role !== "input" && Math.max(block.rows, block.columns) <= NUMBERS));
  const rows = scene.stacked ? wrapped(blocks, scene) : [blocks];
  scene.height = rows.reduce((top, one) => placed(one, top, scene), 0);
  return scene;
}

/** What stands on the stage: of each kind its grids, and their size in cells. */
function blocksOf(layer, picture, output, shown, scene) {
  const pool = isPool(layer.mode);
  const inputs = pool ? [shown.map] : Array.from({ length: picture.channels }, (_, channel) => channel);
  const read = channelsOf(layer, picture, shown.map);
  const block = (role, rows, columns, grids) => ({ role, rows, columns, grids, lanes: grids.length > MOST_LANE ? 2 : 1 });
  const blocks = [
    block("input", scene.down.cells, scene.across.cells, inputs.map((channel) => ({ channel, read: read.includes(channel), at: inputCell(layer, picture, channel, scene.down, scene.across) }))),
    block("kernel", layer.y.kernel, layer.x.kernel, read.map((of, depth) => ({ channel: depth, of, at: kernelCell(layer, shown.map, depth, scene) }))),
  ]; // prettier-ignore
  if (!output) return blocks;
  for (const role of output.before ? ["before", "output"] : ["output"]) {
    const values = role === "before" ? output.before : output.values;
    blocks.push(block(role, output.height, output.width, [{ channel: shown.map, at: outputCell(output, values, shown.map) }]));
  }
  return blocks;
}

const wide = (block, cell) => block.lanes * (block.columns * cell + BETWEEN) - BETWEEN;
const deep = (block) => Math.ceil(block.grids.length / block.lanes);
const high = (block, cell) => deep(block) * (block.rows * cell + BETWEEN) - BETWEEN;

/** The largest cell at which rows of blocks are within the room, and whether they then are. */
function cellSize(rows, room) {
  let most = MOST_CELL;
  let [cells, fixed] = [0, 0];
  for (const row of rows) {
    const gaps = (row.length - 1) * GAP + row.reduce((sum, one) => sum + (one.lanes - 1) * BETWEEN, 0);
    most = Math.min(most, (room.width - gaps) / row.reduce((sum, one) => sum + one.lanes * one.columns, 0));
    cells += Math.max(...row.map((one) => deep(one) * one.rows));
    fixed += HEAD + FOOT + Math.max(...row.map((one) => (deep(one) - 1) * BETWEEN));
  }
  const large = Math.max(rows[0][0].rows, rows[0][0].columns) > NUMBERS + 8;
  const least = large ? 1 : 26; // numbers that cannot be read are worse than a page to scroll
  const tall = (room.height - fixed) / cells;
  const cell = Math.max(0.5, Math.min(most, rows.length > 1 ? most : Math.max(tall, least)));
  return { cell: cell >= 4 ? Math.floor(cell) : Math.max(0.5, Math.floor(cell * 4) / 4), fits: tall >= most };
}

/** Blocks in rows: the input alone, then as many beside each other as there is room for. */
function wrapped([input, ...others], { cell, width }) {
  const rows = [[input]];
  let left = 0;
  for (const block of others) {
    if (!left || left + GAP + wide(block, cell) > width) {
      rows.push([]);
      left = -GAP;
    }
    rows.at(-1).push(block);
    left += GAP + wide(block, cell);
  }
  return rows;
}

/** Put a row of blocks on the stage, their middles at one height; gives where the next row begins. */
function placed(row, top, scene) {
  const { cell, width, grids, stacked } = scene;
  const tallest = Math.max(...row.map((block) => high(block, cell)));
  const all = row.reduce((sum, block) => sum + wide(block, cell) + GAP, -GAP);
  let x = stacked ? 0 : Math.floor(Math.max(0, width - all) / 2);
  for (const { role, rows, columns, lanes, numbers, ...block } of row) {
    const y = top + HEAD + Math.floor((tallest - high({ ...block, rows, lanes }, cell)) / 2);
    const foot = y + high({ ...block, rows, lanes }, cell) + 8;
    block.grids.forEach((grid, at) => {
      const [lane, line] = [at % lanes, Math.floor(at / lanes)];
      grids.push({ role, rows, columns, cell, numbers, x: x + lane * (columns * cell + BETWEEN), y: y + line * (rows * cell + BETWEEN), foot: at ? null : foot, ...grid });
    });
    x += wide({ columns, lanes }, cell) + GAP;
  }
  scene.middle = top + HEAD + tallest / 2;
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
