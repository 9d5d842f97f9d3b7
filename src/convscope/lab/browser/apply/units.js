// Areas, shares and times as one reads them.

import { say } from "convscope/frame/texts.js";

const three = (value) => (value < 10 ? String(Number(value.toPrecision(3))) : value.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 }));

/** Square metres in the unit that suits them. */
export function measured(area) {
  if (area < 1e4) return `${three(area)} m²`;
  return area < 1e6 ? `${three(area / 1e4)} ha` : `${three(area / 1e6)} km²`;
}

/** A share in per cent; one that is not nothing is not written as nothing. */
export function shared(part, of) {
  if (!of || !part) return "0 %";
  const share = (100 * part) / of;
  return share < 0.1 ? "< 0.1 %" : part < of && share > 99.9 ? "> 99.9 %" : `${share.toFixed(1)} %`;
}

/** A class's name; one that has only its number is called by it in the page's language. */
export const called = (name) => name.replace(/^class (\d+)$/, (_, label) => say("applyClass", { label }));

/** Seconds in words. */
export function lasting(seconds) {
  if (seconds < 90) return say("applySeconds", { count: Math.max(1, Math.round(seconds)) });
  return seconds < 5400 ? say("applyMinutes", { count: Math.round(seconds / 60) }) : say("applyHours", { count: Number((seconds / 3600).toFixed(1)) });
}

/** Longitude and latitude: 78.1234° W, 24.5678° N. */
export function onEarth([longitude, latitude]) {
  const degrees = (value, [positive, negative]) => `${Math.abs(value).toFixed(5)}° ${value < 0 ? negative : positive}`;
  return `${degrees(latitude, "NS")}, ${degrees(longitude, "EW")}`;
}
