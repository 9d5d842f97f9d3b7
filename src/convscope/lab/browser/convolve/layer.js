// What a layer makes of a picture: every output (products.js takes one apart). PyTorch's answers, in double precision.
// A picture is {channels, height, width, values}, values row by row, channel after channel; so is an output.
// A kernel is {channels, height, width, values}, channels being those of its group.

import { mostPadding, outputSize, reads, source } from "convscope/convolve/axis.js";

export const POOLS = ["max", "mean"];
export const isPool = (mode) => POOLS.includes(mode);

/** Which input channels kernel number k reads: those of its group; a pool's map reads its own channel alone. */
export function channelsOf(layer, picture, k) {
  if (isPool(layer.mode)) return [k];
  const depth = picture.channels / layer.groups;
  const group = Math.floor(k / (layer.kernels.length / layer.groups));
  return Array.from({ length: depth }, (_, index) => group * depth + index);
}

export const mapsOf = (layer, picture) => (isPool(layer.mode) ? picture.channels : layer.kernels.length);

/** Why the layer cannot run on the picture, as [key, numbers] of a text; null where it can. */
export function fault(layer, picture) {
  for (const [name, axis, size] of [["height", layer.y, picture.height], ["width", layer.x, picture.width]]) {
    if (outputSize(axis, size) < 1) return ["faultSmall", { axis: name, outputs: outputSize(axis, size) }];
    const most = mostPadding(size, axis.fill);
    const pad = Math.max(axis.before, axis.after);
    if (!axis.transposed && pad > most) return ["faultPadding", { axis: name, pad, most, fill: axis.fill }];
    if (axis.transposed && axis.outputPadding >= Math.max(axis.stride, axis.dilation)) {
      return ["faultOutputPadding", { axis: name, extra: axis.outputPadding, most: Math.max(axis.stride, axis.dilation) - 1 }];
    }
  }
  return null;
}

/** The weights as they slide: turned round for a true convolution, less their mean where the response says so. */
export function sliding(layer, kernel) {
  let values = Float64Array.from(kernel.values);
  if (layer.mode === "flipped") {
    const area = kernel.height * kernel.width;
    for (let start = 0; start < values.length; start += area) values.subarray(start, start + area).reverse();
  }
  if (layer.response !== "raw") {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    values = values.map((value) => value - mean);
  }
  return values;
}

/** Every output: {channels, height, width, values}; where a ReLU follows, `before` holds what it was given. */
export function forward(layer, picture) {
  const height = outputSize(layer.y, picture.height);
  const width = outputSize(layer.x, picture.width);
  const rows = reads(layer.y, picture.height);
  const columns = reads(layer.x, picture.width);
  const maps = mapsOf(layer, picture);
  const values = new Float64Array(maps * height * width);
  const padded = padding(layer, picture);
  for (let k = 0; k < maps; k += 1) {
    const out = values.subarray(k * height * width, (k + 1) * height * width);
    if (isPool(layer.mode)) pool(layer, padded, k, rows, columns, out);
    else if (layer.response === "normalised") normalised(layer, padded, k, channelsOf(layer, picture, k), rows, columns, out);
    else correlate(layer, padded, k, channelsOf(layer, picture, k), rows, columns, out);
  }
  if (!layer.relu) return { channels: maps, height, width, values };
  return { channels: maps, height, width, values: values.map((value) => Math.max(0, value)), before: values };
}

/** The picture with its padding laid around it, so that the loops below need not ask. */
function padding(layer, picture) {
  const { x, y } = layer;
  const [top, left] = y.transposed ? [0, 0] : [y.before, x.before];
  const height = picture.height + (y.transposed ? 0 : y.before + y.after);
  const width = picture.width + (x.transposed ? 0 : x.before + x.after);
  const empty = layer.mode === "max" && y.fill === "zeros" ? -Infinity : 0;
  const values = new Float64Array(picture.channels * height * width).fill(empty);
  for (let row = 0; row < height; row += 1) {
    const from = source(row - top, picture.height, y.fill);
    for (let column = 0; from >= 0 && column < width; column += 1) {
      const over = source(column - left, picture.width, x.fill);
      if (over < 0) continue;
      for (let channel = 0; channel < picture.channels; channel += 1) {
        const value = picture.values[(channel * picture.height + from) * picture.width + over];
        values[(channel * height + row) * width + column] = value;
      }
    }
  }
  const most = picture.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { top, left, height, width, values, most, rows: picture.height, columns: picture.width };
}

const NOISE = 1e-13; // what is left where products cancel, of their size

/** A sum, zero where all that is left of its size is rounding. */
export const settled = (sum, size) => (Math.abs(sum) < NOISE * size ? 0 : sum);

function correlate(layer, padded, k, channels, rows, columns, out) {
  const kernel = layer.kernels[k];
  const weights = sliding(layer, kernel);
  const size = padded.most * weights.reduce((sum, value) => sum + Math.abs(value), 0);
  out.fill(layer.biases[k] ?? 0);
  channels.forEach((channel, depth) => {
    const own = weights.subarray(depth * kernel.height * kernel.width, (depth + 1) * kernel.height * kernel.width);
    if (layer.y.transposed) gather(own, kernel.width, padded, channel, rows, columns, out);
    else slide(own, layer, padded, channel, [rows.length, columns.length], out);
  });
  for (let at = 0; at < out.length; at += 1) out[at] = settled(out[at], size);
}

/** Add one channel's products, output by output: a transposed layer's outputs read unlike numbers of taps. */
function gather(weights, width, padded, channel, rows, columns, out) {
  rows.forEach((taps, row) => {
    columns.forEach((across, column) => {
      let sum = out[row * columns.length + column];
      for (const [ty, py] of taps) {
        const line = (channel * padded.height + py + padded.top) * padded.width + padded.left;
        for (const [tx, px] of across) sum += weights[ty * width + tx] * padded.values[line + px];
      }
      out[row * columns.length + column] = sum;
    });
  });
}

/** Add one channel's products, tap by tap over all outputs; each output's sum grows in the same order as in `gather`. */
function slide(weights, { y, x }, padded, channel, [height, width], out) {
  const { values } = padded;
  const pace = x.stride;
  for (let tap = 0; tap < weights.length; tap += 1) {
    const [ty, tx] = [Math.floor(tap / x.kernel), tap % x.kernel];
    const weight = weights[tap];
    for (let row = 0; row < height; row += 1) {
      let from = (channel * padded.height + row * y.stride + ty * y.dilation) * padded.width + tx * x.dilation;
      const end = (row + 1) * width;
      for (let at = row * width; at < end; at += 1) {
        out[at] += weight * values[from];
        from += pace;
      }
    }
  }
}

/** Normalised cross-correlation: Σ(w - w̄)(x - x̄) / (‖w - w̄‖·‖x - x̄‖), in -1 … 1; 0 where either is flat. */
function normalised(layer, padded, k, channels, rows, columns, out) {
  const kernel = layer.kernels[k];
  const weights = sliding(layer, kernel);
  const length = Math.hypot(...weights);
  rows.forEach((taps, row) => {
    columns.forEach((across, column) => {
      const window = [];
      const used = [];
      for (let depth = 0; depth < channels.length; depth += 1) {
        for (const [ty, py] of taps) {
          for (const [tx, px] of across) {
            const line = (channels[depth] * padded.height + py + padded.top) * padded.width + padded.left;
            window.push(padded.values[line + px]);
            used.push(weights[(depth * kernel.height + ty) * kernel.width + tx]);
          }
        }
      }
      const mean = window.reduce((sum, value) => sum + value, 0) / window.length;
      const spread = Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0));
      const sum = window.reduce((total, value, at) => total + (value - mean) * used[at], 0);
      // flat to the last bits of a double: no direction to compare
      const flat = spread <= 1e-12 * Math.hypot(...window) || length <= 1e-12 * Math.hypot(...kernel.values);
      out[row * columns.length + column] = flat ? 0 : sum / (spread * length);
    });
  });
}

/** How many taps of one axis a mean divides by: without those in the padding, where the layer leaves them out. */
function counted(layer, axis, taps, size) {
  if (layer.countPadding || !axis.own) return taps.length;
  return taps.filter(([, position]) => position >= 0 && position < size).length;
}

function pool(layer, padded, channel, rows, columns, out) {
  const most = layer.mode === "max";
  rows.forEach((taps, row) => {
    columns.forEach((across, column) => {
      let found = most ? -Infinity : 0;
      for (const [, py] of taps) {
        const line = (channel * padded.height + py + padded.top) * padded.width + padded.left;
        for (const [, px] of across) {
          found = most ? Math.max(found, padded.values[line + px]) : found + padded.values[line + px];
        }
      }
      out[row * columns.length + column] = most ? found : found / (counted(layer, layer.y, taps, padded.rows) * counted(layer, layer.x, across, padded.columns));
    });
  });
}
