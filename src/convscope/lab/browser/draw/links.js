// What a unit reads, as rectangles on each plane, and the lines that lead from plane to plane down to the pad.

import { corner } from "convscope/draw/mosaic.js";

const MOST_LINES = 512;
const MOST_PAIRS = 64;

/** Rectangles [tile, top, left, bottom, right] of what is read of a layer, in cells as drawn; first and last are in. */
export function rectangles(layer, products) {
  const found = [];
  const drawn = ([first, last]) => [Math.ceil(first / layer.step), Math.floor(last / layer.step)];
  for (const [tiles, rows, columns] of products) {
    for (const [first, last] of tiles) {
      for (let tile = first; tile <= Math.min(last, layer.tiles - 1); tile += 1) {
        for (const run of rows) {
          for (const beside of columns) {
            const [top, bottom] = layer.placed ? drawn(run) : run;
            const [left, right] = layer.placed ? drawn(beside) : beside;
            if (top <= bottom && left <= right) found.push([tile, top, left, bottom, right]);
          }
        }
      }
    }
  }
  return found;
}

/** The corners of a rectangle on its plane; of numbers in several rows, those of the cells it covers. */
export function outline(layer, [tile, top, left, bottom, right]) {
  const { way } = layer;
  if (way.wrapped) {
    return Array.from({ length: Math.floor(right / way.wrapped) - Math.floor(left / way.wrapped) + 1 }, (_, at) => {
      const line = Math.floor(left / way.wrapped) + at;
      const [first, last] = [Math.max(left, line * way.wrapped), Math.min(right, (line + 1) * way.wrapped - 1)];
      const [x, y] = corner(layer, way, 0, 0, first);
      return [x, y, x + (last - first + 1) * way.cell[0], y + way.cell[1]];
    });
  }
  const [x, y] = corner(layer, way, tile, top, left);
  return [[x, y, x + (right - left + 1) * way.cell[0], y + (bottom - top + 1) * way.cell[1]]];
}

const points = ([left, top, right, bottom]) => [[left, top], [right, top], [right, bottom], [left, bottom]]; // prettier-ignore
const around = (boxes) => [Math.min(...boxes.map((one) => one[0])), Math.min(...boxes.map((one) => one[1])), Math.max(...boxes.map((one) => one[2])), Math.max(...boxes.map((one) => one[3]))];
const middle = ([left, top, right, bottom]) => [(left + right) / 2, (top + bottom) / 2];

/** Lines from boxes of one plane to those of the plane below: [[x, y] above, [x, y] below]. */
export function lines(above, below, lower, rects) {
  if (!above.length || !below.length) return [];
  if (lower.way.wrapped || lower.rows * lower.columns === 1) {
    const from = above.length === 1 ? middle(above[0]) : middle(around(above));
    const cells = rects.flatMap(([tile, , left, , right]) => Array.from({ length: right - left + 1 }, (_, at) => [tile, left + at]));
    if (cells.length <= MOST_LINES) return cells.map(([tile, column]) => [from, middle(outline(lower, [tile, 0, column, 0, column])[0])]);
  }
  const join = (one, other) => points(one).map((point, at) => [point, points(other)[at]]);
  if (above.length === below.length && above.length > 1 && above.length <= MOST_PAIRS) return above.flatMap((one, at) => join(one, below[at]));
  if (above.length * below.length <= MOST_PAIRS) return above.flatMap((one) => below.flatMap((other) => join(one, other)));
  return join(around(above), around(below));
}
