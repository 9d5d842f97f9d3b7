// A layer as one matrix, outputs × inputs, and its windows as rows (im2col).

import { channelsOf } from "convscope/convolve/layer.js";
import { products } from "convscope/convolve/products.js";

/** The row of the matrix for output number `place` (row by row) of the map: a weight an input, padding left out. */
export function matrixRow(layer, picture, map, place, width) {
  const row = new Float64Array(picture.channels * picture.height * picture.width);
  const sum = products(layer, picture, map, Math.floor(place / width), place % width);
  for (const term of sum.terms) {
    const from = term.real;
    if (from) row[(term.channel * picture.height + from[0]) * picture.width + from[1]] += term.weight;
  }
  return row;
}

/** The window of an output as im2col lays it down: the values under the kernel; zeros for padding, holes and what hangs over. */
export function windowRow(layer, picture, map, place, width) {
  const area = layer.y.kernel * layer.x.kernel;
  const row = new Float64Array(channelsOf(layer, picture, map).length * area);
  for (const term of products(layer, picture, map, Math.floor(place / width), place % width).terms) {
    row[term.depth * area + term.ty * layer.x.kernel + term.tx] = term.value;
  }
  return row;
}
