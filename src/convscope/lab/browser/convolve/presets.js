// Kernels with names, for any size: what each slides over one channel, and the order several of them come in.

const ones = (n) => new Array(n).fill(1);
const ramp = (n) => Array.from({ length: n }, (_, at) => at - (n - 1) / 2);

function binomial(n) {
  const row = [1];
  for (let at = 1; at < n; at += 1) row.push((row[at - 1] * (n - at)) / at);
  return row;
}

const outer = (down, across) => down.flatMap((one) => across.map((other) => one * other));
const scaled = (values, sum) => values.map((value) => value / sum);
const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** Nine numbers, put in the middle of a larger kernel, or their middle alone in a smaller one. */
function centred(nine, height, width) {
  const values = new Array(height * width).fill(0);
  const [top, left] = [Math.floor((height - 1) / 2) - 1, Math.floor((width - 1) / 2) - 1];
  nine.forEach((value, at) => {
    const [row, column] = [top + Math.floor(at / 3), left + (at % 3)];
    if (row >= 0 && column >= 0 && row < height && column < width) values[row * width + column] = value;
  });
  return values;
}

/** Mulberry32, numbers from 0 to 1, so that "random" is the same kernel on every machine. */
export function draws(seed) {
  let state = seed + 0x6d2b79f5;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const KERNELS = {
  cross: (h, w) => Array.from({ length: h * w }, (_, at) => (Math.floor(at / w) + (at % w) + 1) % 2),
  identity: (h, w) => centred([0, 0, 0, 0, 1, 0, 0, 0, 0], h, w),
  box: (h, w) => scaled(ones(h * w), h * w),
  gaussian: (h, w) => scaled(outer(binomial(h), binomial(w)), total(binomial(h)) * total(binomial(w))),
  sharpen: (h, w) => centred([0, -1, 0, -1, 5, -1, 0, -1, 0], h, w),
  laplacian: (h, w) => centred([0, 1, 0, 1, -4, 1, 0, 1, 0], h, w),
  brightening: (h, w) => outer(ones(h), ramp(w)),
  darkening: (h, w) => outer(ones(h), ramp(w)).map((value) => 0 - value),
  sobelX: (h, w) => outer(binomial(h), ramp(w)),
  sobelY: (h, w) => outer(ramp(h), binomial(w)),
  emboss: (h, w) => centred([-2, -1, 0, -1, 1, 1, 0, 1, 2], h, w),
  random: (h, w, seed) => {
    const next = draws(seed);
    return Array.from({ length: h * w }, () => Math.round(next() * 20 - 10) / 10);
  },
};

export const NAMES = Object.keys(KERNELS);
const AVERAGING = ["identity", "box", "gaussian", "sharpen"];

/** Weights of one kernel over some channels; those that keep the brightness share it among the channels. */
export function kernelOf(name, channels, height, width, seed = 0) {
  const share = AVERAGING.includes(name) ? channels : 1;
  return Array.from({ length: channels }, (_, channel) => KERNELS[name](height, width, seed * 16 + channel))
    .flat()
    .map((value) => value / share);
}

/** The preset of kernel number k where the first one's is given: the next in the list. */
export const following = (name, k) => NAMES[(Math.max(0, NAMES.indexOf(name)) + k) % NAMES.length];

/** A kernel at another size: what fits about its middle stays, zeros come around it. */
export function refitted(values, from, to) {
  const out = new Array(to.channels * to.height * to.width).fill(0);
  const [dy, dx] = [Math.floor((to.height - from.height) / 2), Math.floor((to.width - from.width) / 2)];
  for (let channel = 0; channel < to.channels; channel += 1) {
    for (let row = 0; row < from.height; row += 1) {
      for (let column = 0; column < from.width; column += 1) {
        const [y, x] = [row + dy, column + dx];
        if (y < 0 || x < 0 || y >= to.height || x >= to.width) continue;
        const depth = channel % from.channels;
        out[(channel * to.height + y) * to.width + x] = values[(depth * from.height + row) * from.width + column] ?? 0;
      }
    }
  }
  return out;
}
