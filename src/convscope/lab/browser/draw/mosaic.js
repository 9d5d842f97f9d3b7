// A layer as a plane of tiles: where each tile and cell lies, and its pixels.

import { palette } from "convscope/frame/pixels.js";

const [WIDE, DEEP, LARGE, ALONE] = [250, 72, 36, 72]; // of a plane, in its own units; of one tile among others, and alone
const CELLS = 128; // in a row, of numbers without a place

/** Lay tiles out so that they are as large as they can be: {across, down, side: [x, y] of a tile, step: [x, y]}. */
export function laid({ tiles, rows, columns, placed }) {
  if (!placed) {
    const lines = Math.ceil(columns / CELLS);
    const wide = Math.ceil(columns / lines);
    const cell = Math.min(10, WIDE / wide);
    return { across: 1, down: 1, wrapped: wide, lines, cell: [cell, Math.max(cell, 4)], side: [cell * wide, Math.max(cell, 4) * lines], step: [0, 0] };
  }
  let best = null;
  for (let down = 1; down <= tiles && down <= 16; down += 1) {
    const across = Math.ceil(tiles / down);
    const room = tiles > 1 ? 0.9 * Math.min(LARGE, WIDE / across, DEEP / down) : ALONE;
    if (!best || room > best.room) best = { across, down, room };
  }
  const cell = best.room / Math.max(rows, columns);
  const gap = best.room / 9;
  return { across: best.across, down: best.down, cell: [cell, cell], side: [cell * columns, cell * rows], step: [cell * columns + gap, cell * rows + gap] };
}

export const size = (layer, way) => [way.side[0] + way.step[0] * (way.across - 1), way.side[1] + way.step[1] * (way.down - 1)];

/** Where a cell begins on its plane, whose middle is 0, 0; row and column are those of the tile as it is drawn. */
export function corner(layer, way, tile, row, column) {
  const [wide, deep] = size(layer, way);
  const [left, top] = [(tile % way.across) * way.step[0] - wide / 2, Math.floor(tile / way.across) * way.step[1] - deep / 2];
  if (way.wrapped) return [left + (column % way.wrapped) * way.cell[0], top + Math.floor(column / way.wrapped) * way.cell[1]];
  return [left + column * way.cell[0], top + row * way.cell[1]];
}

/** Which cell lies at a point of the plane: [tile, row, column] as drawn, or null. */
export function cellAt(layer, way, x, y) {
  const [wide, deep] = size(layer, way);
  const [right, down] = [x + wide / 2, y + deep / 2];
  const part = (at, step, count) => (step ? Math.max(0, Math.min(count - 1, Math.floor(at / step))) : 0);
  const [over, under] = [part(right, way.step[0], way.across), part(down, way.step[1], way.down)];
  const tile = under * way.across + over;
  const column = Math.floor((right - over * way.step[0]) / way.cell[0]);
  const row = Math.floor((down - under * way.step[1]) / way.cell[1]);
  if (tile >= layer.tiles || row < 0 || column < 0) return null;
  if (way.wrapped) {
    const at = row * way.wrapped + column;
    return column < way.wrapped && row < way.lines && at < layer.columns ? [0, 0, at] : null;
  }
  return row < layer.rows && column < layer.columns ? [tile, row, column] : null;
}

/** The layer's pixels on small canvases, one a tile in a row beneath the other: canvas (columns wide, tiles · rows high). */
export function painted(layer, canvas = document.createElement("canvas")) {
  const way = layer.way;
  const [wide, high] = way.wrapped ? [way.wrapped, way.lines] : [layer.columns, layer.rows * layer.tiles];
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const image = pen.createImageData(wide, high);
  if (layer.colours) paintColours(image.data, layer);
  else {
    const table = palette(layer.kind);
    const words = new Uint32Array(image.data.buffer);
    for (let at = 0; at < layer.values.length; at += 1) words[at] = table[layer.values[at]];
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

function paintColours(data, { values, colours }) {
  for (let at = 0, from = 0; from < values.length; at += 4, from += colours) {
    for (let channel = 0; channel < 3; channel += 1) data[at + channel] = values[from + (colours === 3 ? channel : 0)];
    data[at + 3] = 255;
  }
}
