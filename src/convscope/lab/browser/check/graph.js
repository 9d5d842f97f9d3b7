// The graph as SVG: a box a node, a line of text a layer, the bar its share of the multiply-adds; ways drawn as the server led them.

import { by } from "convscope/check/numbers.js";
import { say } from "convscope/frame/texts.js";

const SPACE = "http://www.w3.org/2000/svg";
const MARGIN = 16;
const SIGNS = { error: "×", warning: "!", hint: "i" };
const ORDER = ["hint", "warning", "error"];

function s(tag, given = {}, ...inside) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(given)) if (value !== null) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

const cut = (text, most = 29) => (text.length > most ? `…${text.slice(1 - most)}` : text);

/** Draw what `check` answered; marks maps a layer's name to its worst severity. */
export function graph(found, marks) {
  const { width, height, nodes, edges } = found.graph;
  const all = s("svg", { width: width + 2 * MARGIN, height: height + 2 * MARGIN, viewBox: `${-MARGIN} ${-MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`, role: "img", "aria-label": say("checkGraph") });
  for (const edge of edges) all.append(s("path", { class: "edge", "data-from": edge.from, "data-to": edge.to, d: edge.path }));
  const cost = (node) => node.layers.reduce((sum, at) => sum + found.layers[at].macs, 0);
  const most = Math.max(1, ...nodes.map(cost));
  nodes.forEach((node, number) => all.append(box(found, node, number, cost(node) / most, marks)));
  return all;
}

function box(found, node, number, share, marks) {
  const group = s("g", { class: "node", "data-node": number, transform: `translate(${node.left} ${node.top})` });
  group.append(s("rect", { class: "box", width: node.width, height: node.height, rx: 4 }));
  if (number) group.append(s("path", { class: "head", d: `M${node.width / 2} 0l-3.5 -6h7z` }));
  let level = 20;
  const line = (text, given = {}) => {
    const written = s("text", { x: 12, y: level, ...given }, cut(text));
    level += 20;
    return written;
  };
  if (!number) {
    const shapes = [[found.channels, ...found.size], ...found.other_inputs];
    group.append(line(say("checkInput"), { class: "name" }), line(shapes.map(by).join(", ")));
    return group;
  }
  node.layers.forEach((at, place) => {
    const layer = found.layers[at];
    const top = level - 16;
    const entry = s("g", { class: "entry", "data-layer": at });
    const tall = place ? 20 : layer.window ? 60 : 40;
    entry.append(s("title", {}, `${layer.name}\n${layer.operator} ${layer.window}\n${by(layer.output)}`));
    entry.append(s("rect", { class: "hit", x: 2, y: top, width: node.width - 4, height: tall }));
    if (place) entry.append(line(`+ ${layer.name.split(".").at(-1)}${layer.name.endsWith(layer.operator) ? "" : ` ${layer.operator}`}`));
    else {
      entry.append(line(layer.name, { class: "name" }));
      if (layer.window) entry.append(line(`${layer.operator} ${layer.window}`), line(by(layer.output) || say("checkNumber")));
      else entry.append(line(`${layer.operator} ${by(layer.output)}`));
    }
    const severity = marks.get(layer.name);
    if (severity) entry.append(s("circle", { class: `mark ${severity}`, cx: node.width - 16, cy: top + 11, r: 8 }), s("text", { class: "sign", x: node.width - 16, y: top + 16 }, SIGNS[severity]));
    group.append(entry);
  });
  if (share > 0) group.append(s("rect", { class: "share", x: 12, y: node.height - 6, width: Math.max(1, share * (node.width - 24)), height: 3 }));
  return group;
}

/** The worst severity of each layer that a finding names. */
export function marked(findings) {
  const found = new Map();
  for (const one of findings)
    for (const layer of [one.layer, ...one.also.map((other) => other.layer)])
      if (ORDER.indexOf(one.severity) > ORDER.indexOf(found.get(layer))) found.set(layer, one.severity);
  return found;
}
