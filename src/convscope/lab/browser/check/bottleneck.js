// The bottleneck calculator: a convolution with and without a 1×1 to fewer channels before it.

import { by, whole } from "convscope/check/numbers.js";
import { reason } from "convscope/check/telling.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

export const LECTURE = { in_channels: 256, out_channels: 32, kernel: [5, 5], positions: [28, 28], input_positions: [28, 28] };

/** change({between, lecture}): the slider or the choice was moved. */
export function bottleneck({ change }) {
  const element = h("section", { id: "bottleneck" });
  const range = h("input", { type: "range", min: 1, "data-label": "checkWidth1", id: "between", oninput: () => change({ between: range.valueAsNumber }) });
  const number = h("output", { class: "figure" });
  const result = h("div", { id: "costs" });
  let [own, between, lecture] = [null, 16, false];

  async function draw() {
    const of = lecture || !own ? LECTURE : own;
    range.max = of.in_channels;
    range.value = between = Math.min(between, of.in_channels);
    number.textContent = between;
    try {
      const { direct, reduced, widest } = await ask("bottleneck", { ...of, width: between }, { topic: "bottleneck" });
      const row = (key, words, cost) => h("tr", { "data-way": key }, h("th", { scope: "row" }, words), h("td", {}, whole(cost.parameters)), h("td", {}, whole(cost.macs)));
      show(result,
        h("table", { class: "gained" }, h("tr", {}, h("th"), h("th", {}, say("checkParameters")), h("th", {}, say("checkColumnMacs"))), row("direct", say("checkDirect"), direct), row("reduced", say("checkReduced", { width: between }), reduced)),
        h("p", {}, say("checkShareOf", { share: `${((100 * reduced.macs) / direct.macs).toFixed(1)}%` })),
        h("p", { class: "quiet" }, widest ? say("checkWidest", { width: whole(Math.min(widest, of.in_channels)) }) : say("checkNoWidest")));
    } catch (error) {
      if (!(error instanceof Superseded)) show(result, h("p", { class: "lost" }, reason(error.message, error.said?.[0])));
    }
  }

  function build() {
    const chip = (isLecture, words, off) => h("button", { class: "chip", "data-lecture": String(isLecture), "aria-pressed": String((lecture || !own) === isLecture), disabled: off, onclick: () => change({ lecture: isLecture }) }, words);
    const words = own && !lecture ? say("checkThisIs", { into: own.in_channels, out: own.out_channels, kernel: by(own.kernel), positions: by(own.positions) }) : say("checkLecture");
    show(element, h("h2", {}, say("checkBottleneck")), h("p", { class: "quiet" }, say("checkBottleneckHelp")), h("div", { class: "chips" }, chip(false, say("checkThis"), !own), chip(true, "256 → 32")), h("p", {}, words), own ? null : h("p", { class: "quiet" }, say("checkNoConvolution")), h("label", { class: "between" }, say("checkWidth1"), range, number), result);
    draw();
  }

  return {
    element,
    read(of, state) {
      [own, between, lecture] = [of, state.between, state.lecture];
      build();
    },
  };
}
