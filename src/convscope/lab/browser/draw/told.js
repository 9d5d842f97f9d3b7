// One line under the tower: which number is pointed at, its value, and how much of the picture it reads.

import { short } from "convscope/frame/colours.js";
import { reason } from "convscope/check/telling.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

export function told() {
  const element = h("div", { class: "told", id: "told", role: "status" });

  /** Where a unit is, in words: its layer, map, row and column, or cell. */
  function place([, tile, row, column], layer) {
    if (!layer.placed) return say("drawAtCell", { layer: layer.name, cell: column });
    return layer.tiled ? say("drawAtMap", { layer: layer.name, map: tile, row, column }) : say("drawAt", { layer: layer.name, row, column });
  }

  function draw(one, found, opened) {
    if (!one || !found) return show(element, h("span", { class: "quiet" }, say("drawPoint")));
    if (one.unit[0] < 0) {
      const { channels, width, values } = found.entered;
      const [, , row, column] = one.unit;
      const numbers = Array.from({ length: channels }, (_, at) => values[(row * width + column) * channels + at]);
      return show(element, h("span", {}, say("drawAtPixel", { row, column })), h("b", {}, numbers.join(", ")));
    }
    const layer = found.layers.find((each) => each.index === one.unit[0]);
    if (!layer) return show(element);
    const pixels = opened.size[0] * opened.size[1];
    show(element, h("span", {}, place(one.unit, layer)), h("b", { id: "value", "data-value": String(one.value) }, short(one.value, 6)),
      h("span", { class: "quiet" }, one.unknown ? say("drawUnknown", { why: reason(one.unknown, one.said) }) : say("drawReads", { pixels: one.pixels.toLocaleString("en-US"), of: pixels.toLocaleString("en-US") })));
  }

  return { element, draw };
}
