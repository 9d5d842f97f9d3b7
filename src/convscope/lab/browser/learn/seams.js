// A network over a picture in tiles: which labels differ from the whole's, by the margin that tiles are read with.

import { whole } from "convscope/check/numbers.js";
import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { gap, say } from "convscope/frame/texts.js";
import { picking } from "convscope/frame/uploading.js";
import { fault } from "convscope/learn/asking.js";

/** Put it into an element; gives {load, dress, stop, same, seen}. */
export function seamsFigure(element, { given }, figure) {
  const seen = { margin: Number(given.margin ?? 0), picture: "", found: null };
  const range = h("input", { type: "range", min: 0, max: 12, value: seen.margin, "aria-label": say("seamsMargin"), oninput: () => ((seen.margin = range.valueAsNumber), load()) });
  const number = h("output", { class: "computed" });
  const [image, told, wrong] = [h("img", { class: "seams", alt: "" }), h("p", { class: "said", role: "status" }), h("div")];
  show(element, image, wrong, h("label", { class: "between" }, say("seamsMargin"), range, number), told, picking((got) => ((seen.picture = got.picture), load())));

  async function load() {
    number.textContent = seen.margin;
    try {
      seen.found = await figure.ask("seams", { margin: seen.margin, picture: seen.picture });
      show(wrong);
      draw();
    } catch (error) {
      if (!(error instanceof Superseded)) show(wrong, fault(error));
    }
  }

  function draw() {
    const { png, margin, needed, tile, wrong: count, of, read } = seen.found;
    Object.assign(image, { src: png, alt: say("seamsPicture") });
    const parts = [say(count ? "seamsWrong" : "seamsNone", { count: whole(count), of: whole(of) }), say("seamsCost", { read: read.toFixed(2), tile }), say("seamsNeeded", { needed })];
    show(told, h("b", { class: count ? "lost" : null, "data-wrong": String(count) }, parts[0]), gap(), parts[1], gap(), margin < needed ? parts[2] : "");
  }

  const python = () => `from convscope.lab.lessons.seams import seam_labels, seam_margin\n\nprint(seam_labels(${seen.margin}), seam_margin())`;
  return { load, dress: () => seen.found && draw(), stop() {}, same: () => ({ command: "convscope segment MODEL scene.tif --out labels.tif", python: python() }), seen, ready: () => Boolean(seen.found) };
}
