// The one line of the sum: Σ 0.2·1 + 0.5·(−1) + … + b = 0.37, a term an element, so that it can be lit.

import { short } from "convscope/frame/colours.js";
import { h } from "convscope/frame/html.js";
import { isPool } from "convscope/convolve/layer.js";
import { total } from "convscope/convolve/products.js";
import { say } from "convscope/frame/texts.js";

const factor = (value) => (value < 0 ? `(${short(value)})` : short(value));
const MOST = 400; // terms; what is beyond is said in a word

/**
 * The sum's terms, which scroll where they are many, what each channel adds, and the total, which is always seen. `lit` is
 * called with a term's index as the pointer passes it, null as it leaves.
 */
export function sumLine(layer, sum, lit) {
  if (!sum.terms.length && !sum.bias) return [h("span", {}, say("sumEmpty"), ` = ${short(sum.value)}`)];
  const shown = sum.terms.slice(0, MOST).map((term, at) => {
    const words = layer.mode === "max" || layer.mode === "mean" ? short(term.value) : `${short(term.value)}·${factor(term.weight)}`;
    const joint = layer.mode === "max" ? ", " : " + ";
    const quiet = at === sum.winner ? "winner" : term.value * term.weight === 0 && layer.mode !== "max" ? "nothing" : "";
    return h("span", { class: `term ${quiet}`, "data-term": at, onpointerenter: () => lit(at), onpointerleave: () => lit(null) }, at ? joint : "", words);
  });
  const more = sum.terms.length > MOST ? [h("span", {}, ` + … (${sum.terms.length - MOST})`)] : [];
  const head = { max: "max(", mean: "(" }[layer.mode] ?? (layer.response === "normalised" ? "(Σ " : "Σ ");
  const [joint, total] = tail(layer, sum);
  return [h("div", { class: "terms", tabindex: sum.terms.length > 12 ? "0" : null }, h("span", {}, head), ...shown, ...more, joint), ...channels(layer, sum), total];
}

/** What each of several channels comes to: = 308 − 498 + 164 + 1. */
function channels(layer, sum) {
  const all = [...new Set(sum.terms.map((term) => term.channel))];
  if (all.length < 2 || isPool(layer.mode) || layer.response === "normalised") return [];
  const parts = [...all.map((channel) => total(sum.terms.filter((term) => term.channel === channel))), ...(sum.bias ? [sum.bias] : [])];
  const signed = (value, at) => (at ? `${value < 0 ? " − " : " + "}${short(Math.abs(value), 4)}` : short(value, 4));
  return [h("span", { class: "channels", title: say("sumChannels") }, ` = ${parts.map(signed).join("")}`)];
}

function tail(layer, sum) {
  const parts = [];
  if (layer.mode === "max") parts.push(")");
  else if (layer.mode === "mean") parts.push(`)/${sum.divisor}`);
  else if (layer.response === "normalised") parts.push(`)/${short(sum.divisor, 4)}`);
  else if (sum.bias) parts.push(` ${sum.bias < 0 ? "−" : "+"} ${short(Math.abs(sum.bias))}`);
  const before = ` = ${short(sum.before, 5)}`;
  const relu = layer.relu ? `, ReLU → ${short(sum.value, 5)}` : "";
  return [h("span", {}, ...parts), h("span", { class: "total" }, before + relu)];
}
