// What is on screen, as one flat value; the address holds it, and from it come the layer and the picture.

import { paddingOf } from "convscope/convolve/axis.js";
import { isPool } from "convscope/convolve/layer.js";
import { following, kernelOf, NAMES as PRESETS } from "convscope/convolve/presets.js";
import { NAMES as SAMPLES, sample } from "convscope/convolve/samples.js";
import { kept } from "convscope/convolve/kept.js";

export const MODES = ["convolution", "flipped", "transposed", "max", "mean"];
export const RULES = ["valid", "same", "full", "explicit"];
export const FILLS = ["zeros", "reflect", "replicate", "circular"];
export const RESPONSES = ["raw", "meanFree", "normalised"];
export const TABS = ["coverage", "matrix", "field", "code"];
export const MOST = { size: 256, kernel: 31, kernels: 16, stride: 16, dilation: 16, padding: 64, depth: 6 };

export const START = Object.freeze({
  mode: "convolution", picture: "lecture", channels: 1, height: 5, width: 5, values: null,
  ky: 3, kx: 3, sy: 1, sx: 1, dy: 1, dx: 1, oy: 0, ox: 0, groups: 1,
  rule: "valid", top: 0, bottom: 0, left: 0, right: 0, fill: "zeros",
  kernels: 1, preset: "cross", weights: null, biases: null, response: "raw", relu: false, axes: false,
  map: 0, row: 0, column: 0, tab: "coverage", depth: 2,
}); // prettier-ignore

const WORDS = { mode: MODES, rule: RULES, fill: FILLS, response: RESPONSES, tab: TABS };
const RANGES = {
  channels: [1, 3], height: [1, MOST.size], width: [1, MOST.size], ky: [1, MOST.kernel], kx: [1, MOST.kernel],
  sy: [1, MOST.stride], sx: [1, MOST.stride], dy: [1, MOST.dilation], dx: [1, MOST.dilation],
  oy: [0, MOST.stride - 1], ox: [0, MOST.stride - 1], groups: [1, 3], kernels: [1, MOST.kernels],
  top: [0, MOST.padding], bottom: [0, MOST.padding], left: [0, MOST.padding], right: [0, MOST.padding],
  map: [0, 63], row: [0, 1023], column: [0, 1023], depth: [1, MOST.depth],
}; // prettier-ignore
const LISTS = ["values", "weights", "biases"];

/** The nearest state that holds together: numbers in range, groups that divide, lists of the right length. */
export function sound(given) {
  const state = { ...START, ...given };
  for (const [name, words] of Object.entries(WORDS)) if (!words.includes(state[name])) state[name] = START[name];
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = Math.round(Number(state[name]));
    state[name] = Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : START[name];
  }
  state.relu = Boolean(state.relu);
  state.axes = Boolean(state.axes);
  if (!PRESETS.includes(state.preset)) state.preset = START.preset;
  if (!SAMPLES.includes(state.picture) && !kept(state.picture)) state.picture = START.picture;
  if (state.mode === "mean") state.dy = state.dx = 1; // PyTorch's has none
  if (isPool(state.mode)) state.response = "raw";
  if (state.mode === "transposed") Object.assign(state, { fill: "zeros", response: "raw" });
  else state.oy = state.ox = 0;
  if (isPool(state.mode)) state.groups = 1;
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
    const one = { kernel, stride, dilation, outputPadding, transposed: state.mode === "transposed", fill: state.fill };
    [one.before, one.after] = paddingOf(state.rule, one, given);
    return one;
  };
  const weights = weightsOf(state);
  const each = weightsEach(state);
  const depth = state.channels / state.groups;
  return {
    mode: state.mode, groups: state.groups, response: state.response, relu: state.relu,
    y: axis(state.ky, state.sy, state.dy, state.oy, [state.top, state.bottom]),
    x: axis(state.kx, state.sx, state.dx, state.ox, [state.left, state.right]),
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

/** Nearest pixels; one channel of three is their mean, three of one are it three times. */
function resized(picture, { channels, height, width }) {
  const values = new Float64Array(channels * height * width);
  for (let row = 0; row < height; row += 1) {
    const from = Math.floor(((row + 0.5) * picture.height) / height);
    for (let column = 0; column < width; column += 1) {
      const at = from * picture.width + Math.floor(((column + 0.5) * picture.width) / width);
      const pixel = Array.from({ length: picture.channels }, (_, channel) => picture.values[channel * picture.height * picture.width + at]);
      const grey = pixel.reduce((sum, value) => sum + value, 0) / pixel.length;
      for (let channel = 0; channel < channels; channel += 1) {
        const value = channels === pixel.length ? pixel[channel] : grey;
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
    given[name] = LISTS.includes(name) ? text.split(",") : typeof START[name] === "boolean" ? text === "1" : text;
  }
  return sound(given);
}
