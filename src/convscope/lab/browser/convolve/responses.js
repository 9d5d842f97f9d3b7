// The tab with one kernel's raw, mean-free and normalised map side by side, each with its maximum marked.

import { countFound, responsesOf } from "convscope/convolve/finding.js";
import { isPool } from "convscope/convolve/layer.js";
import { draws } from "convscope/convolve/presets.js";
import { colourOf, css, scaleOf, short } from "convscope/frame/colours.js";
import { h, sharp, show } from "convscope/frame/html.js";
import { legend } from "convscope/frame/legend.js";
import { gap, say } from "convscope/frame/texts.js";

const CUTS = 200;
let counting = 0; // which count is the latest: a new one, or a new picture, ends an older one

export function responses({ state, layer, picture, inks }, change, room) {
  counting += 1;
  if (isPool(layer.mode) || layer.mode === "transposed") return h("p", {}, say("responsesNone"));
  const all = responsesOf(layer, picture, state.map);
  const side = Math.max(160, Math.min(320, Math.floor((room - 48) / (room < 560 ? 1 : 3))));
  const own = all[0].own.length;
  return [
    h("p", {}, say("responsesText"), gap(), own ? say("ownPlaces", { count: own }) : say("ownNone")),
    h("div", { class: "responses" }, all.map((one) => figure(one, side, inks, own))),
    ...counted(picture, state),
  ];
}

function figure(one, side, inks, own) {
  const scale = scaleOf(one.values);
  const [row, column] = [Math.floor(one.peak / one.width), one.peak % one.width];
  const words = say("peak", { row, column, value: short(one.values[one.peak], 4) });
  const verdict = own ? h("b", { class: one.found ? "" : "lost" }, say(one.found ? "peakOwn" : "peakElsewhere")) : "\u00a0";
  const told = h("div", { class: "quiet told" }, words);
  const canvas = drawn(one, scale, side, inks);
  canvas.addEventListener("pointermove", (event) => {
    const cell = canvas.clientWidth / one.width;
    const [y, x] = [Math.floor(event.offsetY / cell), Math.floor(event.offsetX / cell)];
    const value = one.values[y * one.width + x];
    if (value !== undefined && x < one.width) told.textContent = `[${y}, ${x}] = ${short(value, 5)}`;
  });
  canvas.addEventListener("pointerleave", () => (told.textContent = words));
  return h("figure", { "data-response": one.response }, h("figcaption", {}, say(one.response)), canvas, legend(scale), told, h("div", {}, verdict));
}

function drawn({ values, height, width, peak, own }, scale, side, inks) {
  const cell = Math.min(32, side / Math.max(height, width));
  const canvas = h("canvas", { role: "img", "aria-label": say("output") });
  const pen = sharp(canvas, width * cell, height * cell);
  values.forEach((value, at) => {
    pen.fillStyle = css(colourOf(value, scale));
    const [x, y] = [(at % width) * cell, Math.floor(at / width) * cell];
    pen.fillRect(x, y, cell + 0.5, cell + 0.5);
  });
  const about = (at, reach, colour) => {
    const [x, y] = [((at % width) + 0.5) * cell, (Math.floor(at / width) + 0.5) * cell];
    for (const [ink, thick] of [[inks.paper, 4], [colour, 2]]) {
      pen.strokeStyle = ink;
      pen.lineWidth = thick;
      pen.beginPath();
      pen.arc(x, y, reach, 0, 2 * Math.PI);
      pen.stroke();
    }
  }; // prettier-ignore
  for (const at of own.slice(0, 64)) about(at, 8, inks.accent);
  about(peak, 4, inks.lost);
  return canvas;
}

/** "In 200 cuts at random …", on demand. */
function counted(picture, state) {
  const answer = h("p", { id: "count-answer", "aria-live": "polite" }, "\u00a0");
  const start = async () => {
    const mine = (counting += 1);
    const told = (done) => {
      if (mine === counting) show(answer, `${done} / ${CUTS}`);
      return mine === counting;
    };
    told(0);
    const result = state.ky > picture.height || state.kx > picture.width ? null : await countFound(picture, state.ky, state.kx, { cuts: CUTS, draw: draws(mine), told });
    if (mine !== counting) return;
    const share = (which) => Math.round((1000 * result.found[which]) / result.cuts) / 10;
    show(answer, result ? say("countAnswer", { cuts: result.cuts, raw: share(0), free: share(1), normalised: share(2) }) : say("countFlat"));
  };
  return [
    h("button", { class: "chip count", id: "count", onclick: start }, say("count", { cuts: CUTS, height: state.ky, width: state.kx })),
    answer,
  ];
}
