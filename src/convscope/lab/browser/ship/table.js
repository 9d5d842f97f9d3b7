// The comparison as a table: a row a layer, of each file the largest difference, its share, the cosine and where.

import { h } from "convscope/frame/html.js";
import { say, titled } from "convscope/frame/texts.js";
import { EQUAL } from "convscope/ship/chart.js";
import { apart, cosine, where } from "convscope/ship/units.js";

const COLUMNS = ["shipLargest", "shipRelative", "shipCosine", "shipWhere"];

export function table() {
  const element = h("table", { class: "layers", "data-label": "shipTable" });
  function cells(one) {
    if (!one.tensor) return [h("td", { class: "quiet", colspan: String(COLUMNS.length) }, say("shipFolded"))];
    const far = !(one.relative <= EQUAL);
    return [apart(one.largest ?? Infinity), apart(one.relative ?? Infinity), cosine(one.cosine), where(one.where)].map((words, at) => h("td", { class: far && at === 1 ? "lost" : null }, words));
  }
  return {
    element,
    draw(files) {
      const layers = files[0].layers;
      const several = files.length > 1;
      const head = [
        h("tr", {}, h("th", { scope: "col", rowspan: several ? "2" : null }, say("checkColumnLayer")), files.flatMap((one) => (several ? h("th", { class: "of", colspan: String(COLUMNS.length), scope: "colgroup" }, titled("ship", one.target)) : COLUMNS.map((key) => h("th", { scope: "col" }, say(key)))))),
        several ? h("tr", {}, files.flatMap(() => COLUMNS.map((key) => h("th", { scope: "col" }, say(key))))) : null,
      ];
      const row = (layer, at) => h("tr", { "data-layer": String(at), tabindex: "0" }, h("th", { scope: "row", title: layer.place || layer.layer }, layer.layer, " ", h("small", {}, layer.operator)), files.flatMap((one) => cells(one.layers[at])));
      const answer = h("tr", { class: "answer" }, h("th", { scope: "row" }, say("shipAnswer")), files.flatMap((one) => cells(one.answer)));
      element.replaceChildren(h("thead", {}, head.filter(Boolean)), h("tbody", {}, layers.map(row)), h("tfoot", {}, answer));
    },
  };
}
