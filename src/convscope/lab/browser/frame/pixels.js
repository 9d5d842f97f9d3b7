// Numbers as the pixels of a small canvas, one pixel a number; the style sheet enlarges it without smoothing.

import { colourInto } from "convscope/frame/colours.js";

// its pixels stay in memory that the processor writes: a round trip to a graphics card costs more than such a picture
const PLAIN = { willReadFrequently: true };

/** Paint numbers, row by row, on a canvas that is as many pixels wide and high; `scale` is one, or gives a number's by its place. */
export function pixelsInto(canvas, values, scale) {
  const pen = canvas.getContext("2d", PLAIN);
  const image = pen.createImageData(canvas.width, canvas.height);
  const { data } = image;
  data.fill(255);
  const of = typeof scale === "function" ? scale : () => scale;
  for (let at = 0; at < values.length; at += 1) colourInto(data, at * 4, values[at], of(at));
  pen.putImageData(image, 0, 0);
}

/** A canvas of some rows and columns; colour(data, at, row, column) writes a pixel's red, green and blue from place `at` on. */
export function bitmap(rows, columns, colour) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [columns, rows];
  const pen = canvas.getContext("2d", PLAIN);
  const image = pen.createImageData(columns, rows);
  const { data } = image;
  data.fill(255);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) colour(data, (row * columns + column) * 4, row, column);
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

export const LEVELS = 254; // as lab/levels.py writes numbers: even, so that a signed zero is the middle one
const PALETTES = {};
/** The colours of bytes from 0 to LEVELS, as words of the machine's own order: of a signed scale, or of one that begins at 0. */
export function palette(kind) {
  if (!PALETTES[kind]) {
    const bytes = new Uint8ClampedArray(256 * 4);
    const scale = kind === "signed" ? { kind, low: -1, high: 1 } : { kind, low: 0, high: 1 };
    for (let level = 0; level < 256; level += 1) {
      colourInto(bytes, level * 4, scale.low + (Math.min(level, LEVELS) / LEVELS) * (scale.high - scale.low), scale);
      bytes[level * 4 + 3] = 255;
    }
    PALETTES[kind] = new Uint32Array(bytes.buffer);
  }
  return PALETTES[kind];
}

/** A canvas of such bytes, row by row. */
export function levels(bytes, rows, columns, kind, canvas = document.createElement("canvas")) {
  if (canvas.width !== columns || canvas.height !== rows) [canvas.width, canvas.height] = [columns, rows];
  const pen = canvas.getContext("2d", PLAIN);
  const image = pen.createImageData(columns, rows);
  const [table, words] = [palette(kind), new Uint32Array(image.data.buffer)];
  for (let at = 0; at < bytes.length; at += 1) words[at] = table[bytes[at]];
  pen.putImageData(image, 0, 0);
  return canvas;
}
