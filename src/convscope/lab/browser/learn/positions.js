// What is left of a picture's regions in a map at a stride that knows what is in each of its cells.

import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { picking } from "convscope/frame/uploading.js";
import { fault } from "convscope/learn/asking.js";

const STRIDES = [1, 2, 4, 8, 16, 32, 64];

/** Put it into an element; gives {load, dress, stop, same, seen}. */
export function positionsFigure(element, { given }, figure) {
  const seen = { stride: Number(given.stride ?? 32), picture: "", found: null };
  const at = Math.max(0, STRIDES.findIndex((one) => one >= seen.stride));
  const range = h("input", { type: "range", min: 0, max: STRIDES.length - 1, value: at, "aria-label": say("positionsStride"), oninput: () => ((seen.stride = STRIDES[range.valueAsNumber]), load()) });
  const number = h("output", { class: "computed" });
  const [place, wrong] = [h("div", { class: "responses" }), h("div")];
  show(element, place, wrong, h("label", { class: "between" }, say("positionsStride"), range, number), picking((got) => ((seen.picture = got.picture), load())));

  async function load() {
    number.textContent = seen.stride;
    try {
      seen.found = await figure.ask("positions", { stride: seen.stride, picture: seen.picture });
      show(wrong);
      draw();
    } catch (error) {
      if (!(error instanceof Superseded)) show(wrong, fault(error));
    }
  }

  function draw() {
    const { truth, png, cells, iou, wrong: share, stride } = seen.found;
    const percent = (one) => `${(100 * one).toFixed(1)} %`;
    const one = (kind, source, words, told) => h("figure", { "data-map": kind }, h("figcaption", {}, words), h("img", { src: source, alt: words }), h("div", { class: "told" }, told));
    show(place, one("truth", truth, say("positionsTruth"), ""), one("best", png, say("positionsBest", { stride, cells: cells.join(" × ") }), say("positionsLeft", { iou: percent(iou), wrong: percent(share) })));
  }

  const python = () => `from convscope.lab.lessons.positions import position_left\n\nprint(position_left(${seen.stride}))`;
  return { load, dress: () => seen.found && draw(), stop() {}, same: () => ({ command: "convscope experiment reconstruction", python: python() }), seen, ready: () => Boolean(seen.found) };
}
