// A network's table as a figure of a lesson: a row a layer, as `convscope check` writes it.

import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { fault, whose } from "convscope/learn/asking.js";

const HEADS = ["Layer", "Operator", "Kernel", "Stride", "Padding", "Output", "Parameters", "Macs", "Field"];

/** Put the table into an element; gives {load, dress, stop, same}. */
export function tableFigure(element, { given }, figure) {
  const place = h("div");
  let same = { command: "", python: "" };
  show(element, whose(figure, given, load), place);

  async function load() {
    try {
      const { spelling, input, rows, totals, same: told } = await figure.ask("table");
      same = told;
      const head = h("tr", {}, HEADS.map((name) => h("th", { scope: "col" }, say(`table${name}`))));
      const body = rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell))));
      const caption = say("tableInput", { network: figure.own ? spelling : given.name ?? spelling, input: input.join(" × ") });
      const sums = say("tableTotals", totals);
      show(place, h("div", { class: "scroll" }, h("table", { class: "layers" }, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, body))), h("p", { class: "quiet told" }, sums));
    } catch (error) {
      if (!(error instanceof Superseded)) show(place, fault(error));
    }
  }

  return { load, dress() {}, stop() {}, same: () => same, ready: () => Boolean(same.command) };
}
