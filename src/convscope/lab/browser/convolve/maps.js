// The strip of all maps under the stage, to choose one from. Its buttons stay; their pictures are painted on one canvas
// that lies over them, for a browser hands every canvas that changed to the screen by itself.

import { scaleOf, short } from "convscope/frame/colours.js";
import { h, sharp, show } from "convscope/frame/html.js";
import { isPool } from "convscope/convolve/layer.js";
import { pixelsInto } from "convscope/frame/pixels.js";
import { say } from "convscope/frame/texts.js";

const SIDE = 40; // CSS pixels

/** Make the strip of an element; what is given back shows the maps of {output, layer, state} in it. `pick` is called with a map's number. */
export function makeMaps(element, pick) {
  const over = h("canvas", { "aria-hidden": "true" });
  const own = h("canvas"); // the maps one under the other, a pixel a number
  let buttons = [];
  let laid = ""; // how the buttons lie: their pictures' places are asked for again only where that may differ
  let places = [];
  return ({ output, layer, state, room }) => {
    const all = output && output.channels > 1 ? output.channels : 0;
    if (all !== buttons.length) {
      buttons = Array.from({ length: all }, (_, k) => h("button", { class: "kernel", onclick: () => pick(k) }, h("i", { class: "place" })));
      show(element, buttons, all ? over : null);
    }
    if (!all) return (laid = "");
    const [wide, high] = sized(output);
    const lies = [all, wide, high, room].join();
    if (lies !== laid) places = placed(buttons, wide, high);
    laid = lies;
    const pen = sharp(over, ...places.all);
    pen.imageSmoothingEnabled = false;
    const scales = paint(own, output, isPool(layer.mode));
    buttons.forEach((button, k) => {
      pen.drawImage(own, 0, k * output.height, output.width, output.height, ...places[k], wide, high);
      label(button, `${say("map", { k: k + 1, all })}, ${say("range", { low: short(scales[k].low), high: short(scales[k].high) })}`, k === state.map);
    });
    return laid;
  };
}

function sized({ height, width }) {
  const cell = Math.floor(SIDE / Math.max(height, width));
  return cell ? [width * cell, height * cell] : [SIDE, SIDE];
}

/** Give the buttons' places that size; where each stands in the strip, and as `all` how far they reach. */
function placed(buttons, wide, high) {
  for (const { firstChild } of buttons) [firstChild.style.width, firstChild.style.height] = [`${wide}px`, `${high}px`];
  const found = buttons.map(({ firstChild }) => [firstChild.offsetLeft, firstChild.offsetTop]);
  return Object.assign(found, { all: [Math.max(...found.map(([left]) => left)) + wide, Math.max(...found.map(([, top]) => top)) + high] });
}

function paint(canvas, { values, channels, height, width }, pool) {
  const area = height * width;
  const maps = Array.from({ length: channels }, (_, k) => values.subarray(k * area, (k + 1) * area));
  const scales = maps.map((map) => scaleOf(map, pool ? "picture" : undefined));
  [canvas.width, canvas.height] = [width, channels * height];
  pixelsInto(canvas, values, (at) => scales[Math.floor(at / area)]);
  return scales;
}

function label(button, words, chosen) {
  for (const [name, value] of [["aria-pressed", String(chosen)], ["aria-label", words], ["title", words]]) {
    if (button.getAttribute(name) !== value) button.setAttribute(name, value);
  }
}
