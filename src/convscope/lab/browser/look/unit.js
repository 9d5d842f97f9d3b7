// A unit: its map, where a place can be chosen, and the pixels that this place can see.

import { short } from "convscope/frame/colours.js";
import { legend } from "convscope/frame/legend.js";
import { h } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { drawn, values } from "convscope/look/tile.js";
import { apart } from "convscope/ship/units.js";

const SIDE = 224; // CSS pixels of the longer side

export function unit(found, picture, size, { turn }) {
  const { map } = found;
  const placed = found.place.length === 2;
  const word = h("p", { class: "told", id: "cell" }, placed ? say("lookAt", { place: found.place.join(", "), value: short(found.value, 6) }) : say("lookValue", { value: short(found.value, 6) }));
  return h("section", { id: "unit" }, h("h2", {}, say("lookUnit", { unit: found.unit, of: found.of, layer: found.name })),
    h("div", { class: "pair" }, placed ? own(found, map, word, turn) : null, seen(found, picture, size)), word, h("p", { class: "quiet" }, say(placed ? "lookClick" : "lookWhole")),
    found.onnx ? h("p", { class: "quiet", id: "apart" }, say("lookApart", { layer: found.name, largest: apart(found.onnx.largest ?? Infinity), relative: apart(found.onnx.relative ?? Infinity) })) : null);
}

function own(found, map, word, turn) {
  const canvas = drawn(map, found.map);
  const numbers = values(map, found.map);
  const share = SIDE / Math.max(map.rows, map.columns);
  const [wide, high] = [map.columns * share, map.rows * share];
  canvas.style.cssText = `width:${wide}px;height:${high}px`;
  const cell = (event) => {
    const box = canvas.getBoundingClientRect();
    const at = (offset, length, count) => Math.max(0, Math.min(count - 1, Math.floor((offset / length) * count)));
    return [at(event.clientY - box.top, box.height, map.rows), at(event.clientX - box.left, box.width, map.columns)];
  };
  canvas.addEventListener("pointermove", (event) => {
    const [row, column] = cell(event);
    word.textContent = say("lookAt", { place: `${row * map.step}, ${column * map.step}`, value: short(numbers[row * map.columns + column], 3) });
  });
  canvas.addEventListener("pointerleave", () => (word.textContent = say("lookAt", { place: found.place.join(", "), value: short(found.value, 6) })));
  canvas.addEventListener("click", (event) => turn({ place: cell(event).map((one) => one * map.step) }));
  const [row, column] = found.place;
  const mark = h("span", { class: "mark", style: `left:${(column / map.step) * share}px;top:${(row / map.step) * share}px;width:${Math.max(3, share)}px;height:${Math.max(3, share)}px` });
  return h("figure", {}, h("div", { class: "over", style: `width:${wide}px;height:${high}px` }, canvas, mark), h("figcaption", {}, say("lookMap"), " ", legend(found.map), map.step > 1 ? say("lookEvery", { step: map.step }) : null));
}

/** The picture with what the unit can see outlined. */
function seen(found, picture, [height, width]) {
  const share = SIDE / Math.max(height, width);
  const image = h("img", { src: picture, alt: "", style: `width:${width * share}px;height:${height * share}px` });
  const box = found.sees && found.sees.map(([first, last], axis) => [Math.max(0, first), Math.min([height, width][axis] - 1, last)]);
  const mark = box && h("span", { class: "field", style: `top:${box[0][0] * share}px;left:${box[1][0] * share}px;height:${(box[0][1] - box[0][0] + 1) * share}px;width:${(box[1][1] - box[1][0] + 1) * share}px` });
  const told = found.sees ? say("lookSees", { rows: found.sees[0].join(" … "), columns: found.sees[1].join(" … ") }) : say("lookSeesUnknown");
  return h("figure", {}, h("div", { class: "over", style: `width:${width * share}px;height:${height * share}px` }, image, mark), h("figcaption", {}, told));
}
