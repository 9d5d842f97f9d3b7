// What is on screen, as the address has it: at=359x395&scale=1.5&opacity=60&off=2,5. Without a place, the whole scene.

export const FRESH = { at: [], scale: 0, opacity: 60, off: [] };
export const SCALES = [1 / 1024, 64]; // pixels of the screen a pixel of the scene

const numbers = (text, sign) => (text ? String(text).split(sign).map((one) => (one.trim() ? Number(one) : NaN)) : []);

/** Read words of the address; what is not understood is as at the beginning. */
export function parse(words) {
  const given = new URLSearchParams(words);
  const at = numbers(given.get("at"), "x");
  const scale = Number(given.get("scale"));
  const opacity = Number(given.get("opacity") ?? FRESH.opacity);
  const placed = at.length === 2 && at.every(Number.isFinite) && scale >= SCALES[0] && scale <= SCALES[1];
  return {
    at: placed ? at : [],
    scale: placed ? scale : 0,
    opacity: opacity >= 0 && opacity <= 100 ? Math.round(opacity) : FRESH.opacity,
    off: numbers(given.get("off"), ",").filter((one) => Number.isInteger(one) && one >= 0 && one < 65536),
  };
}

/** Write them; what is as at the beginning is left out. */
export function words({ at, scale, opacity, off }) {
  const said = [];
  if (scale) said.push(`at=${at.map((one) => Math.round(one * 10) / 10).join("x")}`, `scale=${Number(scale.toPrecision(4))}`);
  if (opacity !== FRESH.opacity) said.push(`opacity=${opacity}`);
  if (off.length) said.push(`off=${[...off].sort((one, other) => one - other).join(",")}`);
  return said.join("&");
}
