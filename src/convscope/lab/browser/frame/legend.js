// A bar of the colours with its two ends: every map carries one.

import { colourOf, css, short } from "convscope/frame/colours.js";
import { h } from "convscope/frame/html.js";

export function legend(scale) {
  const colours = Array.from({ length: 9 }, (_, at) => css(colourOf(scale.low + ((scale.high - scale.low) * at) / 8, scale)));
  return h("div", { class: "legend" }, h("i", {}, short(scale.low)), h("b", { style: `background:linear-gradient(90deg,${colours.join(",")})` }), h("i", {}, short(scale.high)));
}
