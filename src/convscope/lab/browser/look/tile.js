// A unit's map as a small picture that can be pressed.

import { bytes } from "convscope/check/numbers.js";
import { short } from "convscope/frame/colours.js";
import { h } from "convscope/frame/html.js";
import { LEVELS, levels } from "convscope/frame/pixels.js";
import { say } from "convscope/frame/texts.js";

/** The numbers of a map, as far as a byte tells them apart. */
export const values = (map, scale) => Float32Array.from(bytes(map.bytes), (level) => scale.low + (level / LEVELS) * (scale.high - scale.low));

/** The map on a canvas, one pixel a number; the style sheet enlarges it. */
export const drawn = (map, scale, canvas) => levels(bytes(map.bytes), map.rows, map.columns, scale.kind, canvas);

/** A button with it, or one that is laid over what was painted before. */
export function tile(layer, map, { choose, point }, alone = true) {
  const label = say("lookTile", { layer: layer.name, unit: map.unit, most: short(map.most) });
  return h("button", { class: layer.placed ? "tile" : "tile bare", "data-layer": layer.index, "data-unit": map.unit, "aria-label": label, title: label, onclick: () => choose(map.unit), onpointerenter: () => point(map.unit), onfocus: () => point(map.unit), style: alone || !layer.placed ? null : `height:${(48 * map.rows) / map.columns}px` }, alone ? drawn(map, layer) : null);
}
