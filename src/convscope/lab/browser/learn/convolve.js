// Convolve's stage as a figure of a lesson: hover, arrow keys, play and the sum; several on one page.

import { costOf, divides, formulas, lostOf, lostWords } from "convscope/convolve/facts.js";
import { inside } from "convscope/convolve/changes.js";
import { fault, forward } from "convscope/convolve/layer.js";
import { makePlayer } from "convscope/convolve/player.js";
import { python } from "convscope/convolve/code.js";
import { light, makeStage, move, present } from "convscope/convolve/stage.js";
import { layerOf, pictureOf, read, written } from "convscope/convolve/state.js";
import { sumLine } from "convscope/convolve/sum.js";
import { showTab } from "convscope/convolve/tabs.js";
import { h, show } from "convscope/frame/html.js";
import { printed } from "convscope/learn/paper.js";
import { say } from "convscope/frame/texts.js";

/** Put a figure into an element; gives {dress, stop, same, seen}. A tab is shown where the settings name one. */
export function convolveFigure(element, { settings }, _, frame) {
  let state = inside(read(settings));
  let tabbed = /(^|&)tab=/.test(settings);
  const place = h("div", { class: "stage" }, h("canvas"), h("canvas", { tabindex: "0", role: "application", "aria-label": say("stage") }));
  const [told, sum, numbers, panel] = [h("p", { class: "quiet told" }, "\u00a0"), h("div", { class: "sum" }), h("div", { class: "numbers" }), h("div", { class: "panel" })];
  const play = h("button", { class: "chip" }, say("play"));
  const speed = h("input", { type: "range", min: "0", max: "9", step: "0.5", value: "2", "aria-label": say("speed") });
  const maps = h("select", { "aria-label": say("kernels"), hidden: state.kernels === 1, onchange: () => choose(Number(maps.value)) });
  const link = h("a", { href: frame.to("convolve", written(state)) }, say("openIn"));
  show(element, place, told, h("div", { class: "transport" }, play, speed, maps, link), sum, numbers, panel);

  const layer = layerOf(state);
  const picture = pictureOf(state);
  const output = fault(layer, picture) ? null : forward(layer, picture);
  const seen = { state, layer, picture, output, lost: lostOf(layer, picture) };
  const go = (row, column) => {
    state = { ...state, row, column };
    stage.state = seen.state = state;
    move(stage);
    link.href = frame.to("convolve", written(state));
  };
  const choose = (map) => {
    state = seen.state = { ...state, map };
    link.href = frame.to("convolve", written(state));
    dress();
  };
  const stage = makeStage(place, {
    select: go,
    draw() {},
    edit() {},
    play: () => player.toggle(),
    sum: (found) => show(sum, found ? sumLine(layer, found, (term) => light(stage, term)) : "\u00a0"),
    told: (words) => (told.textContent = words || "\u00a0"),
  });
  const player = makePlayer(play, speed, {
    size: () => (output ? output.height * output.width : 0),
    at: () => state.row * (output?.width ?? 1) + state.column,
    place: (number) => go(Math.floor(number / output.width), number % output.width),
    filled: (number) => ((stage.filled = number), move(stage)),
  });

  function dress() {
    if (output) show(maps, Array.from({ length: output.channels }, (_, k) => h("option", { value: k, selected: k === state.map }, say("map", { k: k + 1, all: output.channels }))));
    present(stage, seen);
    seen.inks = stage.look.inks;
    const lost = lostWords(seen.lost);
    const cost = costOf(layer, picture, output);
    show(numbers,
      ...formulas(layer, picture).map(([name, words]) => h("span", {}, h("span", { class: "quiet" }, `${name} `), h("span", { class: "computed" }, words))),
      output ? h("span", {}, h("span", { class: "quiet" }, `${say("factOutput")} `), h("span", { class: "computed" }, say("facts", { maps: output.channels, height: output.height, width: output.width }))) : null,
      cost.parameters ? h("span", {}, h("span", { class: "quiet" }, `${say("factParameters")} `), h("span", { class: "computed" }, cost.parameters.toLocaleString("en"))) : null,
      lost ? h("b", { class: "lost" }, say("lost", { list: lost })) : divides(layer, picture) ? null : h("span", { class: "quiet" }, say("flooredNone")),
    ); // prettier-ignore
    if (tabbed && output) tab({});
  }

  function tab(some) {
    seen.state = state = { ...state, ...some };
    showTab(panel, seen, panel.clientWidth, tab);
  }

  const same = () => ({ command: `convscope lab --export convolve.html --at '${written(state)}'`, python: python(layer, picture) });
  dress();
  return { dress, same, stop: player.stop, seen, print: (on) => printed(stage, on), ready: () => Boolean(output) };
}
