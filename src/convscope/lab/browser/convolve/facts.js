// What is computed about a layer beside its outputs: rows never read, parameters, multiply-adds.

import { counts, formula, outputSize, remainder } from "convscope/convolve/axis.js";
import { isPool } from "convscope/convolve/layer.js";
import { say } from "convscope/frame/texts.js";

/** Real rows and columns that no window reads. */
export function lostOf(layer, picture) {
  const never = (axis, size) => counts(axis, size).flatMap((count, at) => (count ? [] : [at]));
  return { rows: never(layer.y, picture.height), columns: never(layer.x, picture.width), height: picture.height, width: picture.width };
}

export function costOf(layer, picture, output) {
  if (isPool(layer.mode)) return { parameters: 0, each: 0, ten: 0, macs: 0, depth: 1 };
  const depth = picture.channels / layer.groups;
  const weights = depth * layer.y.kernel * layer.x.kernel;
  const each = weights + 1;
  const maps = layer.kernels.length;
  const places = layer.mode === "transposed" ? picture.height * picture.width : output ? output.height * output.width : 0;
  return { parameters: maps * each, each, ten: 10 * each, macs: maps * weights * places, depth };
}

/** Neighbours as a range: 0, 3–5. */
export function ranges(list) {
  const found = [];
  for (const at of list) {
    const last = found.at(-1);
    if (last && last[1] === at - 1) last[1] = at;
    else found.push([at, at]);
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(", ");
}

export function lostWords(lost) {
  const words = [];
  if (lost.rows.length) words.push(say(lost.rows.length > 1 ? "rows" : "row", { list: ranges(lost.rows) }));
  if (lost.columns.length) words.push(say(lost.columns.length > 1 ? "columns" : "column", { list: ranges(lost.columns) }));
  return words.join(say("language") === "English" ? "，" : ", ");
}

/** The size formula of each axis, one line where both are the same. */
export function formulas(layer, picture) {
  const [down, across] = [formula(layer.y, picture.height), formula(layer.x, picture.width)];
  return down === across ? [[`${say("formulaHeight")}, ${say("formulaWidth")}`, down]] : [[say("formulaHeight"), down], [say("formulaWidth"), across]];
}

export const divides = (layer, picture) => !remainder(layer.y, picture.height) && !remainder(layer.x, picture.width);
export const fitsAtAll = (layer, picture) => outputSize(layer.y, picture.height) > 0 && outputSize(layer.x, picture.width) > 0;
