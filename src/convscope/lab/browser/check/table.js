// The table: a row a layer, with the cells of the library's own; of the same layers only what changed is written anew.

import { h } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

// name, operator, kernel, stride, padding, output, parameters, MACs, field: the windows stand with the operator, last, or
// where the table is narrow under the name (style.css)
const operator = (layer) => `${layer.operator} ${layer.window}`.trim();
const short = (layer) => operator(layer).replace(/ padding \S+/, "");
const shown = (layer) => [layer.name, ...layer.cells.slice(5, -1), layer.cells.at(-1) === "all" ? say("checkAll") : layer.cells.at(-1), operator(layer)];
const COLUMNS = ["checkColumnLayer", "checkColumnOutput", "checkColumnParameters", "checkColumnMacs", "checkColumnField", "checkColumnOperator"];

/** A path and, apart, the layer's own name: where the table is narrow the path stands above, cut on the left. */
function parted(name) {
  const at = name.lastIndexOf(".") + 1;
  return [at ? h("span", { class: "path" }, h("bdi", {}, name.slice(0, at))) : null, h("span", {}, name.slice(at))];
}

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
      if (now !== names) body.replaceChildren(...layers.map((layer, at) => h("tr", { "data-layer": at, tabindex: "0" }, h("th", { scope: "row", title: layer.name }, parted(layer.name)), shown(layer).slice(1).map(() => h("td")))));
      names = now;
      layers.forEach((layer, at) => {
        const row = body.children[at];
        shown(layer).forEach((text, place) => place && row.children[place].textContent !== text && (row.children[place].textContent = text));
        row.firstChild.dataset.operator = short(layer);
        row.dataset.mark = marks.get(layer.name) ?? "";
        row.classList.toggle("lit", lit.has(layer.name));
      });
    },
  };
}
