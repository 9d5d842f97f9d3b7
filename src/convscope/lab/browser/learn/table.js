// A network's table as a figure of a lesson: a row a layer, as `convscope check` writes it.

import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const HEADS = ["Layer", "Operator", "Kernel", "Stride", "Padding", "Output", "Parameters", "Macs", "Field"];

/** Put the table into an element; gives {dress, stop, same}. */
export function tableFigure(element, { network, input, rows, totals }) {
  const head = h("tr", {}, HEADS.map((name) => h("th", { scope: "col" }, say(`table${name}`))));
  const body = rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell))));
  const caption = say("tableInput", { network, input: input.join(" × ") });
  show(element, h("div", { class: "scroll" }, h("table", { class: "layers" }, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, body))), h("p", { class: "quiet told" }, totals));
  const module = `import convscope as cs\nprint(cs.trace(cs.load("${network}").module, (${input.join(", ")})).table())`;
  return { dress() {}, stop() {}, same: () => ({ command: `convscope check ${network} --input ${input.join(",")}`, python: module }), seen: null };
}
