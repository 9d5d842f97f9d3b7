// The network map: a column a layer, its strongest maps on top of one another, and lines to those that feed the one pointed at.

import { by } from "convscope/check/numbers.js";
import { short } from "convscope/frame/colours.js";
import { h, sharp, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { drawn, tile } from "convscope/look/tile.js";

const SVG = "http://www.w3.org/2000/svg";
const [THICK, MOST_LINES] = [6, 60];
const [WIDE, FLAT, GAP] = [48, 16, 4]; // CSS pixels of a map, of a number without a place, between two

export function network({ open, choose, point }) {
  const columns = h("div", { class: "columns" });
  const scratch = document.createElement("canvas");
  const lines = document.createElementNS(SVG, "svg");
  lines.setAttribute("aria-hidden", "true");
  const inner = h("div", { class: "inner" }, columns, lines);
  const element = h("div", { class: "network", tabindex: 0, role: "group" }, inner);
  const at = (layer, unit) => columns.querySelector(`[data-layer="${layer}"][data-unit="${unit}"]`);

  function draw(found, state) {
    element.setAttribute("aria-label", say("lookNetwork"));
    show(columns, found.columns.map((layer) => column(layer, state)));
    mark(state);
    lines.replaceChildren();
  }

  function column(layer, state) {
    const rest = layer.of - layer.maps.length;
    const head = h("button", { class: "head", "aria-pressed": String(layer.index === state.layer), "data-head": layer.index, onclick: () => open(layer.index) }, h("b", {}, layer.name), h("span", {}, by(layer.shape)));
    const tiles = layer.maps.map((map) => tile(layer, map, { choose: (unit) => choose(layer.index, unit), point: (unit) => point(layer.index, unit) }, false));
    return h("div", { class: "column" }, head, h("div", { class: "stack" }, painted(layer), tiles), rest > 0 ? h("button", { class: "more", title: say("lookMore", { count: rest }), "aria-label": say("lookMore", { count: rest }), onclick: () => open(layer.index) }, say("lookMoreShort", { count: rest })) : null);
  }

  /** All maps of a column on one canvas beneath their buttons: a canvas each would take a browser four times as long to show. */
  function painted(layer) {
    const high = layer.placed ? layer.maps.map((map) => (WIDE * map.rows) / map.columns) : layer.maps.map(() => FLAT);
    const canvas = h("canvas", { "aria-hidden": "true" });
    const pen = sharp(canvas, WIDE, high.reduce((sum, one) => sum + one + GAP, -GAP));
    pen.imageSmoothingEnabled = false;
    let top = 0;
    layer.maps.forEach((map, at) => {
      pen.drawImage(drawn(map, layer, scratch), 0, top, WIDE, high[at]);
      top += high[at] + GAP;
    });
    return canvas;
  }

  function mark(state) {
    for (const one of columns.querySelectorAll(".head")) one.setAttribute("aria-pressed", String(Number(one.dataset.head) === state.layer));
    for (const one of columns.querySelectorAll(".tile")) one.setAttribute("aria-pressed", String(Number(one.dataset.layer) === state.layer && Number(one.dataset.unit) === state.unit));
  }

  /** Draw lines from a unit to those that its sum takes: as thick as what a channel adds, orange up and blue down; how many, null where it is not shown itself. */
  function link(one) {
    lines.replaceChildren();
    const to = one?.sum && at(one.index, one.unit);
    if (!to) return one?.sum ? null : 0;
    const shown = Object.keys(one.sum.from).map(Number).filter((index) => index < one.index && columns.querySelector(`[data-layer="${index}"]`));
    if (!shown.length) return 0;
    const source = Math.max(...shown);
    const parts = Object.entries(one.sum.from[source]).filter(([, share]) => share).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, MOST_LINES);
    const most = Math.abs(parts[0]?.[1] ?? 0);
    const box = inner.getBoundingClientRect();
    lines.setAttribute("width", columns.scrollWidth);
    lines.setAttribute("height", columns.scrollHeight);
    let count = 0;
    for (const [unit, share] of parts) {
      const from = at(source, unit);
      if (!from) continue;
      const [a, b] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
      const [x, y, u, v] = [a.right - box.left, a.top + a.height / 2 - box.top, b.left - box.left, b.top + b.height / 2 - box.top];
      const path = document.createElementNS(SVG, "path");
      const middle = (x + u) / 2;
      path.setAttribute("d", `M${x},${y} C${middle},${y} ${middle},${v} ${u},${v}`);
      path.setAttribute("stroke-width", String(Math.max(1, (THICK * Math.abs(share)) / most)));
      path.setAttribute("class", share > 0 ? "up" : "down");
      const title = document.createElementNS(SVG, "title");
      title.textContent = short(share);
      path.append(title);
      lines.append(path);
      count += 1;
    }
    return count;
  }

  return { element, draw, mark, link };
}
