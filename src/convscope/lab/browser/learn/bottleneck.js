// A convolution, and the same by way of fewer channels: weights and multiply-adds as bars to one scale, on a slider.

import { whole } from "convscope/check/numbers.js";
import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { fault } from "convscope/learn/asking.js";

/** Put it into an element; gives {load, dress, stop, same, seen}. */
export function bottleneckFigure(element, { given }, figure, frame) {
  const numbers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)]));
  const { in_channels, out_channels, kernel, side } = numbers;
  const asked = { in_channels, out_channels, kernel: [kernel, kernel], positions: [side, side], input_positions: [side, side] };
  const seen = { width: Math.min(numbers.width ?? Math.ceil(in_channels / 16), in_channels), costs: null };
  const range = h("input", { type: "range", min: 1, max: in_channels, value: seen.width, "aria-label": say("checkWidth1"), oninput: () => ((seen.width = range.valueAsNumber), load()) });
  const number = h("output", { class: "computed" });
  const [bars, told] = [h("div", { class: "bars" }), h("p", { role: "status" })];
  const shapes = h("p", { class: "told" });
  show(element, shapes, h("label", { class: "between" }, say("checkWidth1"), range, number), bars, told);

  async function load() {
    number.textContent = seen.width;
    try {
      seen.costs = await frame.ask("bottleneck", { ...asked, width: seen.width }, { topic: figure.topic("bottleneck") });
      draw();
    } catch (error) {
      if (!(error instanceof Superseded)) show(told, fault(error));
    }
  }

  function draw() {
    const { direct, reduced, widest } = seen.costs;
    const one = (size) => `${size}\u00a0×\u00a0${size}`; // a line is broken at arrows alone
    const by = (size) => `—\u2060${one(size)}\u2060→`;
    const map = (channels) => `${channels}\u00a0×\u00a0${one(side)}`;
    show(shapes, h("span", { class: "way-direct" }, `${map(in_channels)} ${by(kernel)} ${map(out_channels)}`), h("br"), h("span", { class: "way-reduced" }, `${map(in_channels)} ${by(1)} ${map(seen.width)} ${by(kernel)} ${map(out_channels)}`));
    const row = (way, label, value, most) => h("div", { class: "bar", "data-way": way }, h("span", { class: "quiet" }, label), h("div", {}, h("i", { class: way, style: `width:${(100 * value) / most}%` })), h("span", { class: "computed" }, whole(value)));
    const pair = (name, key) => [h("h2", {}, say(key)), row("direct", say("checkDirect"), direct[name], Math.max(direct[name], reduced[name])), row("reduced", say("checkReduced", { width: seen.width }), reduced[name], Math.max(direct[name], reduced[name]))];
    show(bars, ...pair("macs", "checkMacs"), ...pair("parameters", "bottleneckWeights"));
    show(told, say("checkShareOf", { share: `${((100 * reduced.macs) / direct.macs).toFixed(1)} %` }), " · ", widest ? say("checkWidest", { width: whole(Math.min(widest, in_channels)) }) : say("checkNoWidest"));
  }

  const python = () => `from convscope.arithmetic import bottleneck\n\noffer = bottleneck(${in_channels}, ${out_channels}, (${kernel}, ${kernel}), (${side}, ${side}), width=${seen.width})\nprint(offer.direct, offer.reduced, offer.widest)`;
  return { load, dress() {}, stop() {}, same: () => ({ command: `convscope lab  # ${location.pathname}`, python: python() }), seen, ready: () => Boolean(seen.costs) };
}
