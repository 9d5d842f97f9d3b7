// What the cells of the stage's grids are: at(row, column) gives {kind, value, row, column} with the cell's own place.
// Kinds: real, padding, beyond (a window hangs over), hole (between the cells of a stretched input), tap, output.

import { source } from "convscope/convolve/axis.js";
import { isPool, sliding } from "convscope/convolve/layer.js";

/** The input as it is shown, padded or stretched; `down` and `across` are its tracks. */
export function inputCell(layer, picture, channel, down, across) {
  const valueAt = (y, x) => picture.values[(channel * picture.height + y) * picture.width + x];
  return (row, column) => {
    const [y, x] = [(row - down.origin) / down.step, (column - across.origin) / across.step];
    if (layer.y.transposed) {
      const real = Number.isInteger(y) && Number.isInteger(x) && y >= 0 && x >= 0 && y < picture.height && x < picture.width;
      if (!real) return { kind: row < down.origin || column < across.origin || y > picture.height - 1 || x > picture.width - 1 ? "padding" : "hole", value: 0, row: y, column: x };
      return { kind: "real", value: valueAt(y, x), row: y, column: x };
    }
    if (y >= picture.height + layer.y.after || x >= picture.width + layer.x.after) return { kind: "beyond", value: NaN, row: y, column: x };
    const [from, over] = [source(y, picture.height, layer.y.fill), source(x, picture.width, layer.x.fill)];
    const inside = from >= 0 && over >= 0;
    const value = inside ? valueAt(from, over) : layer.mode === "max" ? -Infinity : 0;
    const kind = inside && y === from && x === over ? "real" : "padding";
    return { kind, value, row: y, column: x, from: inside ? [from, over] : null };
  };
}

/**
 * A kernel's weights as they slide, turned round or less their mean, `own` being what they are by themselves and row and
 * column where; or a pool's window: what each pixel under it counts in the mean of the place
 * selected, `scene.sum`.
 */
export function kernelCell(layer, k, depth, scene) {
  if (isPool(layer.mode)) {
    return (row, column) => {
      const term = scene.sum?.terms.find((one) => one.ty === row && one.tx === column);
      return { kind: term ? "tap" : "beyond", value: term && layer.mode === "mean" ? term.weight : NaN, row, column };
    };
  }
  const { values, height, width } = layer.kernels[k];
  const weights = sliding(layer, layer.kernels[k]);
  const at = (row, column) => (depth * height + row) * width + column;
  return (row, column) => {
    const [y, x] = layer.mode === "flipped" ? [height - 1 - row, width - 1 - column] : [row, column];
    return { kind: "tap", value: weights[at(row, column)], own: values[at(y, x)], row: y, column: x };
  };
}

/** A map of the output, or what it was before the ReLU. */
export const outputCell = ({ height, width }, values, map) => (row, column) => ({
  kind: "output", value: values[(map * height + row) * width + column], row, column,
}); // prettier-ignore
