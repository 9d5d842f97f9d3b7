// Does a map peak where the kernel's pattern is? For one kernel, and counted over many cut from the picture at random.

import { reads } from "convscope/convolve/axis.js";
import { channelsOf, forward } from "convscope/convolve/layer.js";
import { RESPONSES } from "convscope/convolve/state.js";

const SAME = 1e-4; // weights in an address are rounded to five places

/** The selected kernel's map by each response: [{response, values, peak, own, found}]; `own` the places with its very pattern. */
export function responsesOf(layer, picture, map) {
  const channels = channelsOf(layer, picture, map);
  const own = ownPlaces(layer, picture, map, channels);
  return RESPONSES.map((response) => {
    const all = forward({ ...layer, response, relu: false }, picture);
    const area = all.height * all.width;
    const values = all.values.subarray(map * area, (map + 1) * area);
    const peak = values.reduce((best, value, at) => (value > values[best] ? at : best), 0);
    const level = values[peak] - 1e-9 * Math.abs(values[peak]);
    return { response, values, height: all.height, width: all.width, peak, own, found: own.some((at) => values[at] >= level) };
  });
}

/** Outputs whose window holds the kernel's weights as they slide: where it was cut out. */
function ownPlaces(layer, picture, map, channels) {
  const kernel = layer.kernels[map];
  const area = kernel.height * kernel.width;
  const weights = Float64Array.from(kernel.values);
  if (layer.mode === "flipped") for (let start = 0; start < weights.length; start += area) weights.subarray(start, start + area).reverse();
  const [rows, columns] = [reads(layer.y, picture.height), reads(layer.x, picture.width)];
  const holds = (taps, across) => channels.every((channel, depth) => taps.every(([ty, y]) => across.every(([tx, x]) => {
    if (y < 0 || x < 0 || y >= picture.height || x >= picture.width) return false;
    const value = picture.values[(channel * picture.height + y) * picture.width + x];
    return Math.abs(value - weights[depth * area + ty * kernel.width + tx]) < SAME;
  }))); // prettier-ignore
  return rows.flatMap((taps, row) => columns.flatMap((across, column) => (holds(taps, across) ? [row * columns.length + column] : [])));
}

/** What all cuts of one size share: the windows' sums and spreads, at stride 1 without padding. */
function windowsOf(picture, rows, columns) {
  const [height, width] = [picture.height - rows + 1, picture.width - columns + 1];
  const count = picture.channels * rows * columns;
  const spread = new Float64Array(Math.max(0, height * width));
  for (let at = 0; at < spread.length; at += 1) {
    let [sum, squares] = [0, 0];
    eachLine(picture, rows, Math.floor(at / width), at % width, (line) => {
      for (let column = 0; column < columns; column += 1) {
        sum += picture.values[line + column];
        squares += picture.values[line + column] ** 2;
      }
    });
    const rest = squares - (sum * sum) / count;
    spread[at] = rest > 1e-9 * squares ? Math.sqrt(rest) : 0;
  }
  return { rows, columns, height, width, count, spread };
}

function eachLine(picture, rows, top, left, use) {
  for (let channel = 0; channel < picture.channels; channel += 1) {
    for (let row = 0; row < rows; row += 1) use((channel * picture.height + top + row) * picture.width + left, (channel * rows + row));
  }
}

/** Cut the window at a place, slide it over all, and say for each response whether its own place is nowhere beaten. */
export function foundAt(picture, windows, place) {
  const { rows, columns, width, count, spread } = windows;
  const cut = new Float64Array(count);
  eachLine(picture, rows, Math.floor(place / width), place % width, (line, at) => cut.set(picture.values.subarray(line, line + columns), at * columns));
  const mean = cut.reduce((sum, value) => sum + value, 0) / count;
  const found = [true, true, true];
  const own = [0, 0, 0];
  const scores = [0, 0, 0];
  const score = (at) => {
    let [raw, free] = [0, 0];
    eachLine(picture, rows, Math.floor(at / width), at % width, (line, from) => {
      for (let column = 0; column < columns; column += 1) {
        const value = picture.values[line + column];
        raw += cut[from * columns + column] * value;
        free += (cut[from * columns + column] - mean) * value;
      }
    });
    scores[0] = raw;
    scores[1] = free;
    scores[2] = spread[at] ? free / spread[at] : 0;
  };
  score(place);
  own.splice(0, 3, ...scores);
  for (let at = 0; at < spread.length && found.includes(true); at += 1) {
    score(at);
    for (let which = 0; which < 3; which += 1) if (scores[which] > own[which] + 1e-9 * Math.abs(own[which])) found[which] = false;
  }
  return found;
}

/**
 * Count over `cuts` windows of that size at random; a flat window, which has no pattern, is drawn again. Gives
 * {cuts, found: [raw, mean-free, normalised]}, or null where every window is flat or `told(done)` answers false.
 */
export async function countFound(picture, rows, columns, { cuts, draw, told }) {
  const windows = windowsOf(picture, rows, columns);
  const patterned = Array.from(windows.spread.keys()).filter((at) => windows.spread[at] > 0);
  if (!patterned.length) return null;
  const found = [0, 0, 0];
  let since = performance.now();
  for (let done = 0; done < cuts; done += 1) {
    const place = patterned[Math.min(patterned.length - 1, Math.floor(draw() * patterned.length))];
    foundAt(picture, windows, place).forEach((one, which) => (found[which] += one ? 1 : 0));
    if (performance.now() - since < 30) continue;
    if (!told(done + 1)) return null;
    await new Promise((rest) => setTimeout(rest));
    since = performance.now();
  }
  return { cuts, found };
}
