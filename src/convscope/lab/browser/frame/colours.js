// Which colours numbers get: signed ones blue - white - orange, zero always white; unsigned ones cividis; pictures grey or RGB.

const [BLACK, GREY, WHITE] = [[0, 0, 0], [127, 127, 127], [255, 255, 255]];
const BLUE = [31, 95, 168];
const ORANGE = [217, 115, 13];
// cividis at nine places (Nuñez, Anderton and Renslow 2018, doi:10.1371/journal.pone.0199239)
const CIVIDIS = [
  [0, 34, 78], [26, 56, 111], [67, 78, 108], [97, 101, 111], [125, 124, 120],
  [155, 148, 118], [188, 174, 108], [222, 201, 88], [254, 232, 56],
];

/** Write RGB of a number on a scale {kind: signed | unsigned | picture, low, high} into a list, from place `at` on. */
export function colourInto(list, at, value, scale) {
  if (!Number.isFinite(value)) return mixed(list, at, GREY, GREY, 0);
  if (scale.kind === "signed") {
    const share = Math.max(-1, Math.min(1, value / (scale.high || 1)));
    return mixed(list, at, WHITE, share < 0 ? BLUE : ORANGE, Math.abs(share));
  }
  const share = Math.max(0, Math.min(1, (value - scale.low) / (scale.high - scale.low || 1)));
  if (scale.kind === "picture") return mixed(list, at, BLACK, WHITE, share);
  const place = share * (CIVIDIS.length - 1);
  const below = Math.min(CIVIDIS.length - 2, Math.floor(place));
  return mixed(list, at, CIVIDIS[below], CIVIDIS[below + 1], place - below);
}

function mixed(list, at, one, other, share) {
  list[at] = Math.round(one[0] + (other[0] - one[0]) * share);
  list[at + 1] = Math.round(one[1] + (other[1] - one[1]) * share);
  list[at + 2] = Math.round(one[2] + (other[2] - one[2]) * share);
  return list;
}

/** The RGB of a number as three numbers. */
export const colourOf = (value, scale) => colourInto([0, 0, 0], 0, value, scale);

const linear = (one) => (one <= 10 ? one / 3294.6 : ((one / 255 + 0.055) / 1.055) ** 2.4);
const EVEN = 0.179; // the luminance that is as far from black as from white, by WCAG's contrast: 4.58 to 1 either way

/** Black or white, whichever is read better on a colour. */
export const inkOn = ([r, g, b]) => (0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) > EVEN ? "#000000" : "#ffffff");

/** The scale for some numbers: signed and symmetric as soon as one is below zero, unless they are said to be signed. */
export function scaleOf(values, kind) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  if (kind === "picture" && low >= 0) return { kind, low: 0, high: high <= 1 ? 1 : high <= 255 ? Math.max(high, 1) : high };
  if (kind === "signed" || low < 0) {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return { kind: "signed", low: -most, high: most };
  }
  return { kind: "unsigned", low: 0, high: high || 1 };
}

export const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

/** A number short enough for a cell or a sum; minus is a minus. */
export function short(value, digits = 3) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size !== 0 && (size >= 1e5 || size < 0.001) ? value.toExponential(Math.max(1, digits - 1)).replace(/\.?0*e\+?/, "e") : String(Number(value.toPrecision(Math.max(digits, Math.ceil(Math.log10(size + 1))))));
  return text.replaceAll("-", "−");
}
