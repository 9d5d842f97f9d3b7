// The table: a row a layer, with the cells of the library's own; of the same layers only what changed is written anew.

import { h } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

// name, operator, kernel, stride, padding, output, parameters, MACs, field: the windows stand with the operator, last
const shown = (layer) => [layer.name, ...layer.cells.slice(5), `${layer.operator} ${layer.window}`.trim()];
const COLUMNS = ["checkColumnLayer", "checkColumnOutput", "checkColumnParameters", "checkColumnMacs", "checkColumnField", "checkColumnOperator"];

export function table() {
  const body = h("tbody");
  const head = h("tr", {}, COLUMNS.map((key) => h("th", { scope: "col", "data-say": key })));
  const element = h("table", { class: "layers", "data-label": "checkTable" }, h("thead", {}, head), body);
  let names = "";
  return {
    element,
    draw(layers, marks, lit) {
      [...head.children].forEach((cell, at) => (cell.textContent = say(COLUMNS[at])));
      const now = layers.map((layer) => layer.name).join("\n");
      if (now !== names) body.replaceChildren(...layers.map((layer, at) => h("tr", { "data-layer": at, tabindex: "0" }, shown(layer).map((_, place) => h(place ? "td" : "th", place ? {} : { scope: "row" })))));
      names = now;
      layers.forEach((layer, at) => {
        const row = body.children[at];
        shown(layer).forEach((text, place) => row.children[place].textContent !== text && (row.children[place].textContent = text));
        row.dataset.mark = marks.get(layer.name) ?? "";
        row.classList.toggle("lit", lit.has(layer.name));
      });
    },
  };
}
