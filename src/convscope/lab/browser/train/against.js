// Two runs held against each other: what was asked differently, and what came out.

import { short } from "convscope/frame/colours.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const written = (value) => (value === null || value === undefined ? "–" : typeof value === "number" ? short(value, 5) : typeof value === "object" ? JSON.stringify(value) : String(value));

export function against() {
  const element = h("section", { id: "against" });
  const table = (rows, names) => h("div", { class: "sheet" }, h("table", { class: "layers" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("trainWhat")), names.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map(({ what, first, second }) => h("tr", { "data-what": what, class: first === second ? "quiet" : null }, h("th", { scope: "row" }, what), h("td", {}, written(first)), h("td", {}, written(second)))))));
  return {
    element,
    draw(found, names) {
      if (!found) return show(element);
      show(element, h("h2", {}, say("trainCompared", { first: names[0], second: names[1] })), h("h3", {}, say("trainResults")), found.results.length ? table(found.results, names) : h("p", { class: "quiet" }, say("trainNoResults")),
        h("h3", {}, say("trainDifferences")), found.differences.length ? table(found.differences, names) : h("p", { class: "quiet" }, say("trainNoDifferences")), h("p", { class: "quiet" }, say("trainComparedRead")));
    },
  };
}
