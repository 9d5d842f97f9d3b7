// The stage: two canvases, one on the other; what is pressed and pointed at is answered in hands.js.

import { scaleOf, short } from "convscope/frame/colours.js";
import { handle } from "convscope/convolve/hands.js";
import { h, sharp } from "convscope/frame/html.js";
import { isPool, sliding } from "convscope/convolve/layer.js";
import { products } from "convscope/convolve/products.js";
import { legendWidth, paintGrids, paintMoving, TITLE } from "convscope/convolve/paint.js";
import { canvasPen, inks, svgPen, textWidth } from "convscope/frame/pens.js";
import { plan } from "convscope/convolve/plan.js";
import { spoken } from "convscope/convolve/spoken.js";
import { say } from "convscope/frame/texts.js";

const COLOURS = ["red", "green", "blue"];
const channelName = (channel, all) => (all === 3 ? say(COLOURS[channel]) : say("channelNumber", { k: channel + 1 }));

const SETTLED = 400; // milliseconds that a place stays before it is spoken of

/**
 * A stage in an element with two canvases. `on` answers: select(row, column), draw(hit, erase), edit(hit, or null for the
 * first cell), play(), sum(sum), told(words, hit).
 */
export function makeStage(element, on) {
  const [ground, above] = element.querySelectorAll("canvas");
  const heard = h("div", { class: "unseen", role: "status" });
  element.append(heard);
  const stage = { element, ground, above, heard, on, lit: null, reading: [], filled: null, drawing: false };
  handle(stage, { light, tell });
  return stage;
}

/** Show a layer on a picture. `seen` is {state, layer, picture, output}. */
export function present(stage, seen) {
  Object.assign(stage, seen);
  const room = { width: Math.max(240, stage.element.clientWidth), height: Math.max(360, Math.round((globalThis.innerHeight * 0.58) / (stage.element.currentCSSZoom ?? 1))) };
  stage.look = lookOf(seen);
  stage.scene = plan(seen.layer, seen.picture, seen.output, seen.state, { ...room, least: (role) => Math.max(textWidth(stage.look.titles({ role, channel: 0 }), TITLE), legendWidth(stage.look.scales[role])) });
  stage.scene.layer = seen.layer;
  stage.element.style.height = `${stage.scene.height}px`;
  // a canvas that changes its size is made anew, which costs more than all that is painted: it only grows
  stage.canvas = { width: room.width, height: stage.canvas?.width === room.width ? Math.max(stage.canvas.height, stage.scene.height) : stage.scene.height };
  paintGrids(penOf(stage, stage.ground), stage.scene, stage.look);
  move(stage);
}

const penOf = ({ canvas: { width, height } }, canvas) => canvasPen(sharp(canvas, width, height));

/** Paint again what moves, and hand over the sum. */
export function move(stage) {
  const { scene, state, layer, picture, output } = stage;
  const pen = penOf(stage, stage.above);
  stage.sum = scene.sum = output ? products(layer, picture, state.map, state.row, state.column) : null;
  paintMoving(pen, scene, stateOf(stage), stage.look);
  stage.on.sum(stage.sum);
  speak(stage);
}

/** Tell a screen reader of the place, once it stays; not while playing, and not as the page opens. */
function speak(stage) {
  const first = !stage.speaking;
  clearTimeout(stage.speaking);
  stage.speaking = setTimeout(() => {
    if (!first && stage.sum && stage.filled === null) stage.heard.textContent = spoken(stage, stage.sum);
  }, SETTLED);
}

const stateOf = (stage) => ({
  row: stage.state.row, column: stage.state.column, sum: stage.sum, lit: stage.lit, reading: stage.reading, filled: stage.filled,
  winner: stage.lit === null ? stage.sum?.winner : stage.lit,
}); // prettier-ignore

/** Light a term of the sum, or none; the sum stays the same one. */
export function light(stage, term) {
  stage.lit = term;
  const pen = penOf(stage, stage.above);
  paintMoving(pen, stage.scene, stateOf(stage), stage.look);
}

function lookOf({ state, layer, picture, output, lost }) {
  const changes = (layer.mode === "flipped" ? say("kernelTurned") : "") + (layer.response === "raw" ? "" : say("kernelCentred"));
  const transposed = layer.mode === "transposed";
  const own = (values) => values?.subarray(state.map * output.height * output.width, (state.map + 1) * output.height * output.width) ?? [];
  const mapped = isPool(layer.mode) ? "picture" : undefined;
  const pictured = scaleOf(picture.values, "picture");
  return {
    inks: inks(),
    lost,
    signs: {
      kernel: layer.mode === "max" ? "max" : layer.mode === "mean" ? "⌀" : layer.mode === "convolution" ? "⋆" : "∗",
      [output?.before ? "before" : "output"]: "→", ...(output?.before ? { output: "ReLU" } : {}),
    },
    scales: {
      input: pictured, kernel: layer.mode === "max" ? null : scaleOf(shares(layer, picture, output) ?? sliding(layer, layer.kernels[state.map]), "signed"),
      before: scaleOf(own(output?.before), mapped), output: scaleOf(own(output?.values), mapped),
    },
    titles(grid) {
      if (grid.role === "before") return say("beforeRelu");
      if (grid.role === "output" && output.before) return say("afterRelu");
      if (grid.role === "output") return output.channels > 1 ? say("map", { k: state.map + 1, all: output.channels }) : say("output");
      if (grid.role === "kernel") return isPool(layer.mode) ? say("window") : grid.channel === 0 && layer.kernels.length > 1 ? say("kernelNumber", { k: state.map + 1, all: layer.kernels.length }) + changes : grid.channel === 0 ? say("kernel") + changes : "";
      if (transposed && picture.channels === 1) return say("stretched");
      return picture.channels === 1 ? say("input") : say("inputChannel", { name: channelName(grid.channel, picture.channels) });
    },
  }; // prettier-ignore
}

/** What one pixel counts in a mean at most: fewest are counted in a corner. */
function shares(layer, picture, output) {
  if (layer.mode !== "mean") return null;
  if (!output) return [1];
  const [last, end] = [output.height - 1, output.width - 1];
  return [[0, 0], [0, end], [last, 0], [last, end]].map(([row, column]) => products(layer, picture, 0, row, column).terms[0].weight);
}

/** Say which cell is pointed at, or nothing (null). */
export const tell = (stage, hit) => (hit ? stage.on.told(words(stage, hit), hit) : stage.on.told(""));

function words({ picture }, { grid, cell }) {
  if (Number.isNaN(cell.value)) return "";
  const name = grid.role === "input" ? (picture.channels === 1 ? say("input") : channelName(grid.channel, picture.channels)) : say(grid.role === "before" ? "beforeRelu" : grid.role);
  if (cell.kind === "hole") return say("hole");
  const value = cell.from ? say("copiesOf", { value: short(cell.value, 5), row: cell.from[0], column: cell.from[1] }) : short(cell.value, 5);
  return say(cell.kind === "padding" ? "padCell" : "value", { name, row: cell.row, column: cell.column, value: cell.kind === "padding" ? value : short(cell.value, 5) });
}

/** The stage as it stands, as an SVG or, in twice the size, a PNG. */
export function asSvg(stage) {
  const { scene, look } = stage;
  const pen = svgPen(scene.width, scene.height);
  pen.fill(0, 0, scene.width, scene.height, look.inks.paper);
  paintGrids(pen, scene, look);
  paintMoving(pen, scene, stateOf(stage), look);
  return new Blob([pen.done()], { type: "image/svg+xml" });
}

export function asPng(stage) {
  const { scene, look } = stage;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * scene.width, 2 * scene.height];
  const context = canvas.getContext("2d");
  context.setTransform(2, 0, 0, 2, 0, 0);
  const pen = canvasPen(context);
  pen.fill(0, 0, scene.width, scene.height, look.inks.paper);
  paintGrids(pen, scene, look);
  paintMoving(pen, scene, stateOf(stage), look);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
