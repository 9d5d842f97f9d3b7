// A network trained in the page, and its weights and biases in every epoch, on a slider.

import { h, show } from "convscope/frame/html.js";
import { scaleOf, short } from "convscope/frame/colours.js";
import { legend } from "convscope/frame/legend.js";
import { pixelsInto } from "convscope/frame/pixels.js";
import { say } from "convscope/frame/texts.js";
import { working } from "convscope/learn/working.js";

/** Put it into an element; gives {load, dress, stop, same, seen, ready}. Nothing is trained until it is asked for. */
export function learningFigure(element, _, figure) {
  const seen = { found: null, at: 0 };
  const place = h("div");
  const counted = (done, total) => say("learningDone", { percent: Math.floor((100 * done) / total) });
  const work = working({ ask: (values) => figure.ask("learning", values), idle: "learningTrain", counted, take });
  show(element, work.element, place);
  const [shown, number] = [h("div"), h("output", { class: "computed" })];

  function take(found) {
    [seen.found, seen.at] = [found, found.moments.length - 1];
    build();
  }

  function build() {
    const last = seen.found.moments.length - 1;
    const range = h("input", { type: "range", min: 0, max: last, value: seen.at, "aria-label": say("learningEpoch"), oninput: () => ((seen.at = range.valueAsNumber), draw()) });
    show(place, h("label", { class: "between" }, say("learningEpoch"), range, number), shown);
    draw();
  }

  function draw() {
    work.dress();
    if (!seen.found) return;
    const { moments, layers, side, tested, pictures } = seen.found;
    const now = moments[seen.at];
    number.textContent = now.epoch;
    const scale = scaleOf(moments.flatMap((one) => one.kernels.flat()), "signed"); // one for all epochs: nothing jumps but the weights
    const kernel = (values, at) => {
      const canvas = h("canvas", { width: side, height: side, class: "pixels", title: `${say("unitKernel")} ${at}` });
      canvas.onpointermove = ({ offsetX, offsetY }) => {
        const [row, column] = [offsetY, offsetX].map((one, axis) => Math.min(side - 1, Math.floor((one * side) / (axis ? canvas.clientWidth : canvas.clientHeight))));
        canvas.title = `[${at}, ${row}, ${column}] ${short(values[row * side + column])}`;
      };
      pixelsInto(canvas, values, scale);
      return h("div", {}, canvas, h("p", { class: "quiet told", "data-bias": String(now.biases[at]) }, `b = ${short(now.biases[at])}`));
    };
    const percent = (share) => (share === null ? "–" : `${(100 * share).toFixed(1)}\u00a0%`);
    const far = (kind, layer) => h("td", {}, `${(100 * now.gone[kind][layer]).toFixed(0)}\u00a0%`);
    const heads = h("tr", {}, ["checkLayer", "learningWeights", "learningBiases"].map((key) => h("th", { scope: "col" }, say(key))));
    show(shown, h("div", { class: "kernels learnt" }, now.kernels.map(kernel)), legend(scale),
      h("p", { class: "said", role: "status", "data-epoch": now.epoch }, say("learningRight", { train: percent(now.train), held: percent(now.held_out) })),
      h("div", { class: "scroll" }, h("table", { class: "layers numbers" }, h("thead", {}, heads), h("tbody", {}, layers.map((layer) => h("tr", {}, h("th", { scope: "row" }, layer), far("weight", layer), far("bias", layer)))))),
      h("p", { class: "quiet" }, say("learningSaid", { pictures, tested: percent(tested) })));
  }

  return { load: () => (draw(), work.load()), dress: () => (seen.found ? build() : draw()), stop: work.stop, same: work.same, seen, ready: () => true };
}
