// What a change of one setting brings with it: weights refitted, a drawing kept or let go, the window kept inside.

import { outputSize } from "convscope/convolve/axis.js";
import { isPool, mapsOf } from "convscope/convolve/layer.js";
import { refitted } from "convscope/convolve/presets.js";
import { layerOf, MOST, pictureOf, sound, weightsOf } from "convscope/convolve/state.js";

/** The state after a change, whole again. */
export function changed(state, change) {
  const next = { ...state, ...change };
  const shape = ["channels", "height", "width"].some((name) => next[name] !== state[name]);
  if (shape && !("values" in change)) next.values = null;
  if (state.weights && next.weights === state.weights) next.weights = carried(state, next);
  if (state.biases && next.biases === state.biases) next.biases = Array.from({ length: next.kernels }, (_, k) => state.biases[k] ?? 0);
  return inside(sound(next));
}

/** Weights of the user's own at another size or number of kernels. */
function carried(state, next) {
  const groups = next.channels % next.groups || next.kernels % next.groups ? 1 : next.groups;
  const from = { channels: state.channels / state.groups, height: state.ky, width: state.kx };
  const to = { channels: next.channels / groups, height: next.ky, width: next.kx };
  const each = from.channels * from.height * from.width;
  const one = (k) => refitted(state.weights.slice((k % state.kernels) * each, ((k % state.kernels) + 1) * each), from, to);
  return Array.from({ length: next.kernels }, (_, k) => one(k)).flat();
}

/** Keep the selected output and map among those that there are. */
export function inside(state) {
  const layer = layerOf(state);
  const most = (axis, size) => Math.max(0, outputSize(axis, size) - 1);
  return {
    ...state,
    row: Math.min(state.row, most(layer.y, state.height)),
    column: Math.min(state.column, most(layer.x, state.width)),
    map: Math.min(state.map, mapsOf(layer, state) - 1),
  };
}

/** The picture under the window as the selected kernel's weights; less its mean where the sum is of such values. */
export function cutOut(state, sum) {
  if (!sum || isPool(state.mode)) return {};
  const weights = [...weightsOf(state)];
  const each = weights.length / state.kernels;
  for (const term of sum.terms) {
    const value = state.mode === "flipped" ? [state.ky - 1 - term.ty, state.kx - 1 - term.tx] : [term.ty, term.tx];
    weights[state.map * each + (term.depth * state.ky + value[0]) * state.kx + value[1]] = term.value;
  }
  return { weights };
}

/** One number of the picture or of the selected kernel set anew. */
export function edited(state, hit, value) {
  if (hit.grid.role === "kernel") {
    const weights = [...weightsOf(state)];
    const each = weights.length / state.kernels;
    weights[state.map * each + (hit.grid.channel * state.ky + hit.cell.row) * state.kx + hit.cell.column] = value;
    return { weights };
  }
  const values = Array.from(pictureOf(state).values);
  values[(hit.grid.channel * state.height + hit.cell.row) * state.width + hit.cell.column] = value;
  return { values };
}

/** A user's picture takes the stage at its own shape, within what the stage can show. */
export const shaped = (name, picture) => ({
  picture: name, values: null, channels: 3, weights: null,
  height: Math.min(MOST.size, picture.height), width: Math.min(MOST.size, picture.width),
}); // prettier-ignore
