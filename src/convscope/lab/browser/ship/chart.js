// How far each layer is apart, a column a layer and a mark a file, on a scale of powers of ten: the same column and the same
// row of the table are lit together.

import { h, show } from "convscope/frame/html.js";
import { say, titled } from "convscope/frame/texts.js";
import { apart } from "convscope/ship/units.js";

export const EQUAL = 1e-3; // of a layer's largest number: beyond it the library tells two apart
const [HIGH, LEFT, TOP, FOOT] = [208, 56, 16, 24];
const LEAST = -9; // what is below a billionth, zero with it, stands on the ground
const SPACE = "http://www.w3.org/2000/svg";
const LEAST_STEP = 14;

const s = (tag, given, ...inside) => {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(given)) if (value !== null && value !== undefined) element.setAttribute(name, value);
  element.append(...inside);
  return element;
};

export function chart() {
  const element = h("div", { class: "chart" });
  const key = h("div", { class: "keys" });
  return {
    element, key,
    /** Show files {target, layers}; `room` is how wide it may be before it scrolls. */
    draw(files, room) {
      const layers = files[0].layers;
      const step = Math.max(LEAST_STEP, Math.min(64, (room - LEFT - 16) / layers.length));
      const width = LEFT + step * layers.length + 16;
      const found = files.flatMap((one) => one.layers.map((layer) => layer.relative)).filter((one) => one !== null && Number.isFinite(one) && one > 0);
      const most = Math.max(0, Math.ceil(Math.log10(Math.max(1e-9, ...found))));
      const height = (value) => TOP + (HIGH - TOP - FOOT) * (1 - (Math.max(LEAST, Math.min(most, value > 0 ? Math.log10(value) : LEAST)) - LEAST) / (most - LEAST));
      const svg = s("svg", { width, height: HIGH, viewBox: `0 0 ${width} ${HIGH}`, role: "img", "aria-label": say("shipChart") });
      for (let power = LEAST; power <= most; power += 3) {
        const y = height(10 ** power);
        svg.append(s("line", { class: "rule", x1: LEFT, x2: width, y1: y, y2: y }), s("text", { x: LEFT - 8, y: y + 4, "text-anchor": "end" }, power === LEAST ? "≤ 1e−9" : apart(10 ** power)));
      }
      const line = height(EQUAL);
      svg.append(s("line", { class: "limit", x1: LEFT, x2: width, y1: line, y2: line }));
      layers.forEach((layer, at) => {
        const x = LEFT + step * (at + 0.5);
        const column = s("g", { "data-layer": at, class: "column" }, s("rect", { class: "hit", x: LEFT + step * at, y: 0, width: step, height: HIGH }));
        files.forEach(({ target, layers: own }, number) => {
          const { relative, tensor } = own[at];
          if (!tensor) return;
          const y = height(relative ?? 0);
          column.append(number === 0 ? s("circle", { class: `mark ${target}`, cx: x, cy: y, r: 4.5 }) : s("rect", { class: `mark ${target}`, x: x - 4, y: y - 4, width: 8, height: 8 }));
        });
        if (files.every((one) => !one.layers[at].tensor)) column.append(s("text", { class: "none", x, y: HIGH - FOOT - 2, "text-anchor": "middle" }, "·"));
        column.append(s("title", {}, layer.layer));
        svg.append(column);
      });
      svg.append(s("text", { x: LEFT, y: HIGH - 4 }, say("shipFirst")), s("text", { x: width - 16, y: HIGH - 4, "text-anchor": "end" }, say("shipLast")));
      show(element, svg);
      show(key, files.map(({ target }, number) => h("span", {}, h("i", { class: `sign ${target} ${number ? "square" : ""}` }), titled("ship", target))), h("span", { class: "limited" }, say("shipLimit")));
    },
  };
}
