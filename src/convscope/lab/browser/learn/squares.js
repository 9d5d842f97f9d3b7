// A rectangular picture made square in three ways, and what each takes from it: any picture, any size.

import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say, titled } from "convscope/frame/texts.js";
import { picking } from "convscope/frame/uploading.js";
import { fault } from "convscope/learn/asking.js";

/** Put it into an element; gives {load, dress, stop, same, seen}. */
export function squaresFigure(element, { given }, figure) {
  const seen = { side: Number(given.side ?? 64), picture: "", found: null };
  const range = h("input", { type: "range", min: 8, max: 256, value: seen.side, "aria-label": say("squaresSide"), oninput: () => ((seen.side = range.valueAsNumber), load()) });
  const number = h("output", { class: "computed" });
  const [place, wrong] = [h("div", { class: "squares" }), h("div")];
  show(element, place, wrong, h("label", { class: "between" }, say("squaresSide"), range, number), picking((got) => ((seen.picture = got.picture), load())));

  async function load() {
    number.textContent = seen.side;
    try {
      seen.found = await figure.ask("squares", { side: seen.side, picture: seen.picture });
      show(wrong);
      draw();
    } catch (error) {
      if (!(error instanceof Superseded)) show(wrong, fault(error));
    }
  }

  function draw() {
    const { height, width, png, ways, side } = seen.found;
    const sized = (kind, source, words, told) => h("figure", { "data-way": kind }, h("figcaption", {}, words), h("img", { src: source, alt: words }), h("div", { class: "told quiet" }, told));
    show(place, sized("original", png, say("squaresOriginal"), `${height} × ${width}`), ways.map((way) => sized(way.name, way.png, titled("squares", way.name), takes(way, side))));
  }

  const takes = ({ name, stretched, lost, empty }, side) => `${side} × ${side} · ${name === "stretch" ? say("squaresStretched", { times: stretched.toFixed(2) }) : name === "crop" ? say("squaresLost", { share: percent(lost) }) : say("squaresEmpty", { share: percent(empty) })}`;
  const percent = (share) => `${(100 * share).toFixed(0)} %`;
  const python = () => `from convscope.picture import InputContract, fit, read\n\nfor way in ("stretch", "crop", "letterbox"):\n    print(way, fit(read("picture.jpg"), InputContract(3, ${seen.side}, ${seen.side}, resize=way)).shape)`;
  return { load, dress() {}, stop() {}, same: () => ({ command: "convscope data FOLDER", python: python() }), seen, ready: () => Boolean(seen.found) };
}
