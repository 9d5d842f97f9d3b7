// A photograph painted in a drawn picture's style: by the network's first layer, or by all that are compared.

import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { picking } from "convscope/frame/uploading.js";
import { patient } from "convscope/learn/asking.js";

const DEPTHS = ["all", "first"];

/** Put it into an element; gives {load, dress, stop, same, seen, ready}. Nothing is painted until it is asked for. */
export function paintedFigure(element, { given }, figure) {
  const seen = { depth: given.depth ?? "all", strength: 1, picture: "", found: null };
  const range = h("input", { type: "range", min: -2, max: 2, step: 1, value: 0, "aria-label": say("paintedStrength"), oninput: () => ((seen.strength = 2 ** range.valueAsNumber), draw()) });
  const [number, chips, place] = [h("output", { class: "computed" }), h("span", { class: "chips" }), h("div")];
  const asking = patient("paintedPaint", "paintedPainting", paint, place);
  show(element, chips, h("label", { class: "between" }, say("paintedStrength"), range, number), asking.button, place, picking((got) => ((seen.picture = got.picture), asking.press())));

  async function paint() {
    seen.found = await figure.ask("painted", { depth: seen.depth, strength: seen.strength, picture: seen.picture });
    draw();
  }

  function draw() {
    asking.dress();
    number.textContent = seen.strength;
    const chip = (depth) => h("button", { class: "chip", "data-depth": depth, "aria-pressed": String(depth === seen.depth), onclick: () => ((seen.depth = depth), draw()) }, say(depth === "all" ? "paintedAll" : "paintedFirst"));
    show(chips, DEPTHS.map(chip));
    if (!seen.found) return;
    const { content, style, painted, losses, layers, of, before, missed } = seen.found;
    const one = (src, words) => h("div", {}, h("img", { src, alt: say(words) }), h("p", { class: "quiet" }, say(words)));
    const rows = layers.map((name, at) => h("tr", {}, h("td", {}, name), h("td", {}, before[at].toFixed(2)), h("td", { "data-missed": String(missed[at]) }, missed[at].toFixed(2))));
    const head = h("tr", {}, ["paintedLayer", "paintedBefore", "paintedMissed"].map((name) => h("th", { scope: "col" }, say(name))));
    show(place, h("div", { class: "painted" }, one(content, "paintedContent"), one(style, "paintedStyle"), one(painted, "paintedPicture")), curve(losses), h("div", { class: "scroll" }, h("table", { class: "layers" }, h("thead", {}, head), h("tbody", {}, rows))), h("p", { class: "said", role: "status" }, say("paintedSaid", { steps: losses.length, from: losses[0].toFixed(2), to: losses.at(-1).toFixed(2), layer: of })));
  }

  const python = () => `import convscope as cs\nfrom convscope.apply.style import Styling\n\ncs.style("photo.jpg", ["style.png"], Styling(size=128, steps=20, strength=${seen.strength})).save("styled.png")`;
  const command = () => `convscope style photo.jpg style.png --size 128 --steps 20 --strength ${seen.strength}`;
  return { load: draw, dress: draw, stop() {}, same: () => ({ command: command(), python: python() }), seen, ready: () => true };
}

/** The loss over the steps, as a line; its ends are told in words below. */
function curve(losses) {
  const most = Math.max(...losses);
  const points = losses.map((loss, at) => `${((100 * at) / Math.max(1, losses.length - 1)).toFixed(2)},${(30 - (28 * loss) / most).toFixed(2)}`).join(" ");
  const box = h("div", { class: "losses", role: "img", "aria-label": say("paintedLoss") });
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 31");
  svg.setAttribute("preserveAspectRatio", "none");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  line.setAttribute("points", points);
  svg.append(line);
  show(box, svg, h("p", { class: "quiet" }, say("paintedLoss")));
  return box;
}
