// Which pixels one output reads through several of these layers, exactly, and in how many ways; axis by axis.

import { outputSize, reads, source } from "convscope/convolve/axis.js";

/** Ways from one output back to each input: a Map of position to count. The sizes are those of a chain of `depth`. */
export function ways(axis, size, depth, output) {
  const sizes = [size];
  for (let at = 0; at < depth; at += 1) {
    const next = outputSize(axis, sizes.at(-1));
    if (next < 1) return null;
    sizes.push(next);
  }
  let found = new Map([[Math.min(output, sizes[depth] - 1), 1]]);
  for (let at = depth - 1; at >= 0; at -= 1) {
    const read = reads(axis, sizes[at]);
    const before = new Map();
    for (const [place, count] of found) {
      for (const [, position] of read[place]) {
        const real = source(position, sizes[at], axis.fill);
        if (real >= 0) before.set(real, (before.get(real) ?? 0) + count);
      }
    }
    found = before;
  }
  return found;
}

/** The field of an output in the middle of the last map: counts a pixel, its hull, and the holes in it. */
export function fieldOf(layer, picture, depth) {
  const middle = (axis, size) => {
    let last = size;
    for (let at = 0; at < depth; at += 1) last = outputSize(axis, last);
    return ways(axis, size, depth, Math.max(0, Math.floor((last - 1) / 2)));
  };
  const [down, across] = [middle(layer.y, picture.height), middle(layer.x, picture.width)];
  if (!down || !across) return null;
  const hull = (ways) => (ways.size ? Math.max(...ways.keys()) - Math.min(...ways.keys()) + 1 : 0);
  const values = new Float64Array(picture.height * picture.width);
  for (const [row, one] of down) for (const [column, other] of across) values[row * picture.width + column] = one * other;
  const [height, width] = [hull(down), hull(across)];
  const pixels = down.size * across.size;
  return { values, height, width, pixels, holes: height * width - pixels };
}
