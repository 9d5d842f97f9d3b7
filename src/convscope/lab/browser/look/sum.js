// A unit's sum: what each channel adds, one channel's products number by number, and what the layers behind made of it.

import { colourOf, css, inkOn, scaleOf, short } from "convscope/frame/colours.js";
import { h } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const WITH_NUMBERS = 12; // columns up to which cells have their numbers

/** The channels as rows with a bar, the largest first; the open one has its products under it. */
export function sum(found, state, { turn, go }) {
  const { sum: one } = found;
  if (!one) return h("section", { id: "sum" }, h("h2", {}, say("lookSum")), h("p", { class: "quiet" }, say(found.steps.length > 1 ? "lookPasses" : "lookNoSum", { operator: found.operator })), steps(found, null, go));
  const most = Math.max(...one.channels.map((channel) => Math.abs(channel.sum)), 1e-30);
  const largest = one.operator.includes("max_pool");
  const rows = one.channels.map((channel) => row(channel, most, state, turn));
  const rest = one.rest ? h("li", {}, h("span", {}, say("lookOthers", { count: one.rest })), h("i"), h("span", { class: "told" }, short(one.restSum, 5))) : null;
  const bias = one.bias ? h("li", {}, h("span", {}, say("lookBias")), h("i"), h("span", { class: "told" }, short(one.bias, 5))) : null;
  const head = say(largest ? "lookLargestOf" : "lookSumOf", { layer: one.name, count: one.count, source: one.sourceName || say("lookPicture") });
  return h("section", { id: "sum" }, h("h2", {}, say("lookSum")), h("p", { class: "quiet" }, head), h("ol", { class: "terms" }, rows, rest, bias),
    h("p", { class: "told", id: "adds-up" }, written(one, largest)), steps(found, one, go));
}

function written(one, largest) {
  if (largest) return say("lookIsLargest", { total: short(one.total, 6) });
  const shown = one.channels.slice(0, 3).map((channel) => short(channel.sum, 4));
  const left = one.channels.length - shown.length + one.rest;
  const others = one.channels.slice(3).reduce((total, channel) => total + channel.sum, one.restSum);
  const parts = [...shown, ...(left > 0 ? [`${short(others, 4)} (${say("lookOthers", { count: left })})`] : []), ...(one.bias ? [`${short(one.bias, 4)} (${say("lookBias")})`] : [])];
  return `${parts.join(" + ").replaceAll("+ −", "− ")} = ${short(one.total, 6)}; ${say("lookTorch", { value: short(one.activation, 6) })}`;
}

function steps(found, one, go) {
  const chain = found.steps.filter((step) => step.name !== one?.name);
  if (!chain.length) return null;
  const before = one ? h("span", { class: "told" }, `${one.name} ${short(one.activation, 6)}`) : null;
  const rest = chain.map((step) => [before || step !== chain[0] ? " → " : "", step.index === found.index ? h("b", { class: "told" }, `${step.operator} ${short(step.value, 6)}`) : h("button", { class: "chip", onclick: () => go(step.index) }, `${step.name} ${short(step.value, 6)}`)]).flat();
  return h("p", { id: "steps" }, before, rest);
}

function row(channel, most, state, turn) {
  const open = channel.channel === state.channel;
  const share = (100 * Math.abs(channel.sum)) / most;
  const bar = h("i", {}, h("u", { class: channel.sum < 0 ? "down" : "up", style: `width:${share}%` }));
  const head = h("button", { class: "term", "aria-expanded": String(open), "data-channel": channel.channel, onclick: () => turn({ channel: open ? -1 : channel.channel }) }, h("span", {}, say("lookChannel", { channel: channel.channel })), bar, h("span", { class: "told" }, short(channel.sum, 5)));
  return h("li", {}, head, open ? products(channel) : null);
}

/** Inputs × kernel = products, each a small table; the sum under them. */
function products(channel) {
  if (!channel.inputs) return h("p", { class: "quiet" }, say("lookTooMany", { rows: channel.rows, columns: channel.columns }));
  const multiplied = channel.inputs.map((value, at) => value * channel.weights[at]);
  const line = channel.inputs.length <= 9 ? `${channel.inputs.map((value, at) => `${short(value)}·${channel.weights[at] < 0 ? `(${short(channel.weights[at])})` : short(channel.weights[at])}`).join(" + ")} = ${short(channel.sum, 5)}` : "";
  return h("div", { class: "products" }, table(channel, channel.inputs, "lookReads", true), h("b", {}, "·"), table(channel, channel.weights, "lookKernel"), h("b", {}, "="), table(channel, multiplied, "lookProducts"), line ? h("p", { class: "told" }, line) : null);
}

function table(channel, values, key, reading = false) {
  const scale = scaleOf(values, reading ? undefined : "signed");
  const cells = Array.from({ length: channel.rows }, (_, row) => h("tr", {}, Array.from({ length: channel.columns }, (_, column) => {
    const at = row * channel.columns + column;
    const colour = colourOf(values[at], scale);
    const outside = channel.outside[at] === 1;
    return h("td", { class: outside ? "outside" : null, title: `${row}, ${column}: ${short(values[at], 6)}${outside ? ` ${say("lookOutside")}` : ""}`, style: outside ? null : `background:${css(colour)};color:${inkOn(colour)}` }, channel.columns <= WITH_NUMBERS ? short(values[at], 2) : "");
  })));
  return h("figure", {}, h("table", { class: channel.columns <= WITH_NUMBERS ? "numbers" : null }, cells), h("figcaption", {}, say(key)));
}
