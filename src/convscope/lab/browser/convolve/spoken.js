// What a screen reader is told of the place that is selected: its sum, in words.

import { short } from "convscope/frame/colours.js";
import { say } from "convscope/frame/texts.js";

const MOST = 12; // products that are read out; of more there is only their number

/** The sum at a place, as a sentence. */
export function spoken({ state, layer, output }, sum) {
  const map = output.channels > 1 ? say("map", { k: state.map + 1, all: output.channels }) : say("output");
  const words = said(layer, sum);
  const whole = layer.relu ? say("spokenRelu", { sum: words, value: short(sum.value, 5) }) : words;
  return say("spokenPlace", { map, row: state.row, column: state.column, sum: whole });
}

function said(layer, sum) {
  const value = short(sum.before, 5);
  if (!sum.terms.length && !sum.bias) return `${say("sumEmpty")}: ${value}`;
  if (layer.mode === "max") return say("spokenMost", { count: sum.terms.length, value });
  if (layer.mode === "mean") return say("spokenMean", { count: sum.terms.length, value });
  if (layer.response === "normalised") return say("spokenNormalised", { value });
  const terms = sum.terms.filter((term) => term.value * term.weight !== 0);
  const products = terms.length > MOST ? [say("spokenMany", { count: terms.length })] : terms.map((term) => say("spokenTerm", { value: short(term.value), weight: short(term.weight) }));
  if (!terms.length) products.push(say("spokenNone"));
  if (sum.bias) products.push(say("spokenBias", { value: short(sum.bias) }));
  return say("spokenSum", { products: products.join(say("spokenAnd")), value });
}
