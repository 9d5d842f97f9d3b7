// What is on screen, as one flat value; the address holds it, and from it come the layer and the picture.

import known from "convscope/convolve/known.js";
import { paddingOf } from "convscope/convolve/axis.js";
import { isPool } from "convscope/convolve/layer.js";
import { following, kernelOf } from "convscope/convolve/presets.js";
import { mirrored, sample } from "convscope/convolve/samples.js";
import { kept } from "convscope/convolve/kept.js";

export const { mode: MODES, rule: RULES, fill: FILLS, response: RESPONSES, tab: TABS } = known.words;
export const MOST = { size: 256, channels: 8, kernel: 31, kernels: 16, stride: 16, dilation: 16, padding: 64, depth: 6 };
export const START = Object.freeze(known.start);
const { words: WORDS, ranges: RANGES, lists: LISTS } = known;

/** The nearest state that holds together: numbers in range, groups that divide, lists of the right length. */
export function sound(given) {
  const state = { ...START, ...given };
  for (const [name, words] of Object.entries(WORDS)) if (!words.includes(state[name]) && !(name === "picture" && kept(state.picture))) state[name] = START[name];
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = Math.round(Number(state[name]));
    state[name] = Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : START[name];
  }
  for (const [name, value] of Object.entries(START)) if (typeof value === "boolean") state[name] = Boolean(state[name]);
  if (state.mode === "mean") state.dy = state.dx = 1; // PyTorch's has none
  if (isPool(state.mode)) state.response = "raw";
  if (state.mode === "transposed") Object.assign(state, { fill: "zeros", response: "raw" });
  else state.oy = state.ox = 0;
  if (isPool(state.mode)) state.groups = 1;
  else state.ceil = false;
  if (state.mode !== "mean") state.countPadding = true;
  if (state.channels % state.groups || state.kernels % state.groups) state.groups = 1;
  const wanted = { values: state.channels * state.height * state.width, weights: state.kernels * weightsEach(state), biases: state.kernels };
  for (const name of LISTS) {
    const list = state[name] && Array.from(state[name], Number);
    state[name] = list && list.length === wanted[name] && list.every(Number.isFinite) ? list : null;
  }
  return state;
}

export const weightsEach = (state) => (state.channels / state.groups) * state.ky * state.kx;

export function weightsOf(state) {
  if (state.weights) return state.weights;
  const depth = state.channels / state.groups;
  return Array.from({ length: state.kernels }, (_, k) => kernelOf(following(state.preset, k), depth, state.ky, state.kx, k)).flat();
}

export function layerOf(state) {
  const axis = (kernel, stride, dilation, outputPadding, given) => {
    const one = { kernel, stride, dilation, outputPadding, transposed: state.mode === "transposed", fill: state.fill, ceil: state.ceil };
    [one.before, one.after] = paddingOf(state.rule, one, given);
    return one;
  };
  const weights = weightsOf(state);
  const each = weightsEach(state);
  const depth = state.channels / state.groups;
  const y = axis(state.ky, state.sy, state.dy, state.oy, [state.top, state.bottom]);
  const x = axis(state.kx, state.sx, state.dx, state.ox, [state.left, state.right]);
  // whether a pool pads by itself, as PyTorch's can: zeros, both sides alike, at most half the kernel
  const own = isPool(state.mode) && state.fill === "zeros" && [y, x].every((one) => one.before === one.after && one.before <= one.kernel >> 1);
  y.own = x.own = own;
  return {
    mode: state.mode, groups: state.groups, response: state.response, relu: state.relu, countPadding: state.countPadding, y, x,
    biases: state.biases ?? new Array(state.kernels).fill(0),
    kernels: Array.from({ length: state.kernels }, (_, k) => ({
      channels: depth, height: state.ky, width: state.kx, values: weights.slice(k * each, (k + 1) * each),
    })),
  }; // prettier-ignore
}

export function pictureOf(state) {
  const shape = { channels: state.channels, height: state.height, width: state.width };
  if (state.values) return { ...shape, values: Float64Array.from(state.values) };
  const found = kept(state.picture);
  if (found) return resized(found, shape);
  return sample(state.picture, state.channels, state.height, state.width);
}

/** Nearest pixels; one or two channels of three are their mean, three of one are it three times; more are as a sample's. */
function resized(picture, { channels, height, width }) {
  const values = new Float64Array(channels * height * width);
  const near = (at, size, of) => Math.floor(((at + 0.5) * of) / size);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const [plain, y, x] = mirrored(channel, row, column, height, width);
        const at = near(y, height, picture.height) * picture.width + near(x, width, picture.width);
        const pixel = Array.from({ length: picture.channels }, (_, own) => picture.values[own * picture.height * picture.width + at]);
        const grey = pixel.reduce((sum, value) => sum + value, 0) / pixel.length;
        const value = channels >= pixel.length ? pixel[plain % pixel.length] : grey;
        values[(channel * height + row) * width + column] = Math.round(value * 1000) / 1000;
      }
    }
  }
  return { channels, height, width, values };
}

/** The state as an address: what differs from the start. */
export function written(state) {
  const words = [];
  for (const [name, value] of Object.entries(state)) {
    if (value === START[name] || value === null) continue;
    words.push(`${name}=${LISTS.includes(name) ? value.map((one) => Number(one.toFixed(5))).join(",") : value === true ? 1 : encodeURIComponent(value)}`);
  }
  return words.join("&");
}

export function read(address) {
  const given = {};
  for (const part of address.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    const name = part.slice(0, at);
    if (at < 0 || !(name in START)) continue;
    let text = part.slice(at + 1);
    try {
      text = decodeURIComponent(text);
    } catch {
      continue; // a broken escape is no word of ours
    }
    given[name] = LISTS.includes(name) ? text.split(",") : typeof START[name] === "boolean" ? text === "1" || text === "true" : text;
  }
  return sound(given);
}
