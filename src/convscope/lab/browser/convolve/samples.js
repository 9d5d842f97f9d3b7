// Pictures that the page draws itself, at any size, values 0 … 1 unless they are a lecture's numbers.

import lecture from "convscope/convolve/lecture.js";
import { settings } from "convscope/frame/settings.js";

const clamp = (value) => Math.max(0, Math.min(1, value));
const table = (rows, side) => (v, u, channel, row, column) => rows[channel % rows.length][(row % side) * side + (column % side)];

/** A sky, a sun, a hill and a house: flat colours, soft and hard edges. u and v run from 0 to 1. */
function scene(v, u, channel) {
  const pick = (colour) => colour[channel];
  const hill = 0.68 + 0.09 * Math.sin(u * 7);
  if (u > 0.3 && u < 0.6 && v > 0.5 && v < 0.82) {
    if (u > 0.41 && u < 0.49 && v > 0.64) return pick([0.3, 0.18, 0.12]);
    return u > 0.53 && u < 0.57 && v > 0.57 && v < 0.66 ? pick([0.98, 0.92, 0.6]) : pick([0.86, 0.78, 0.66]);
  }
  if (v > 0.34 && v <= 0.5 && Math.abs(u - 0.45) < (v - 0.34) * 1.2) return pick([0.66, 0.24, 0.18]);
  if (v > hill) return clamp(pick([0.24, 0.5, 0.26]) + 0.12 * Math.sin(u * 90) * Math.sin(v * 70));
  const sun = Math.hypot(u - 0.8, v - 0.2);
  if (sun < 0.09) return pick([1, 0.86, 0.4]);
  return clamp(pick([0.45, 0.66, 0.9]) + 0.3 * v + 0.25 * clamp(1 - sun * 3));
}

function digit(v, u) {
  const { side, values } = DIGIT;
  const [y, x] = [v * side - 0.5, u * side - 0.5];
  const at = (row, column) => values[Math.max(0, Math.min(side - 1, row)) * side + Math.max(0, Math.min(side - 1, column))];
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [down, right] = [y - top, x - left];
  const upper = at(top, left) * (1 - right) + at(top, left + 1) * right;
  const lower = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right;
  return upper * (1 - down) + lower * down;
}

// a real digit of scikit-learn's set, which the exporter puts into the page
const DIGIT = settings.digit ?? { side: 1, values: [0] };

const SAMPLES = {
  lecture: table([lecture.plain], 5),
  pooled: table([lecture.pooled], 4),
  rgb: table(lecture.rgb, 5),
  digit,
  scene,
  edge: (v, u) => (u < 0.5 ? 0 : 1),
  disc: (v, u) => (Math.hypot(u - 0.5, v - 0.5) < 0.34 ? 1 : 0),
  board: (v, u, channel, row, column) => (row + column + channel) % 2,
  ramp: (v, u) => u,
  impulse: (v, u, channel, row, column, height, width) => (row === height >> 1 && column === width >> 1 ? 1 : 0),
};

export const NAMES = Object.keys(SAMPLES);

/** From the fourth channel on a picture comes again, mirrored: what stands at a place as [channel of three, row, column]. */
export function mirrored(channel, row, column, height, width) {
  const times = Math.floor(channel / 3);
  return [channel % 3, times > 1 ? height - 1 - row : row, times === 1 ? width - 1 - column : column];
}

export function sample(name, channels, height, width) {
  const paint = SAMPLES[name] ?? SAMPLES.lecture;
  const values = new Float64Array(channels * height * width);
  let at = 0;
  for (let channel = 0; channel < channels; channel += 1) {
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const [plain, y, x] = mirrored(channel, row, column, height, width);
        const value = paint((y + 0.5) / height, (x + 0.5) / width, plain, y, x, height, width);
        values[at] = Math.round(value * 1000) / 1000;
        at += 1;
      }
    }
  }
  return { channels, height, width, values };
}
