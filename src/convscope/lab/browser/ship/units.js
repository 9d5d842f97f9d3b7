// How this page writes sizes, times and differences.

import { whole } from "convscope/check/numbers.js";
import { say } from "convscope/frame/texts.js";

/** Bytes to three digits, exactly below 10,000. */
export function size(bytes) {
  if (bytes < 1e4) return say("shipBytes", { count: whole(bytes) });
  const [unit, by] = bytes < 1e6 ? ["kB", 1e3] : ["MB", 1e6];
  return `${(bytes / by).toLocaleString("en-US", { maximumSignificantDigits: 3 })} ${unit}`;
}

/** Milliseconds of one picture. */
export const time = (milliseconds) => `${milliseconds.toLocaleString("en-US", { maximumSignificantDigits: 3 })} ms`;

const SMALL = 0.001;
/** A difference: 1.4e-6; a minus is a minus. */
export function apart(value) {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return "∞";
  const words = value >= SMALL && value < 1000 ? String(Number(value.toPrecision(3))) : value.toExponential(1).replace(".0e", "e").replace("+", "");
  return words.replaceAll("-", "−");
}

/** A cosine, with as many nines as it has. */
export function cosine(value) {
  const off = 1 - value;
  if (off < 5e-9) return "1";
  return value.toFixed(Math.max(3, Math.min(8, 1 - Math.floor(Math.log10(off))))).replaceAll("-", "−");
}

/** Picture, channel, row and column of the largest difference, as indices. */
export const where = (place) => (place.length ? `[${place.join(", ")}]` : "—");
