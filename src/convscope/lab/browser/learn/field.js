// What a unit of a whole network reads of a picture, or how often each pixel is used up to a layer: any layer, any unit.

import { field } from "convscope/check/field.js";
import { by } from "convscope/check/numbers.js";
import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { fault, whose } from "convscope/learn/asking.js";

/** Put it into an element; gives {load, dress, stop, same, seen}. */
export function fieldFigure(element, { given }, figure) {
  const choice = h("select", { "aria-label": say("checkLayer"), onchange: () => turn({ layer: choice.value, unit: [] }) });
  const [about, wrong] = [h("p", { class: "said" }), h("div")];
  const reads = field({ choose: (unit) => turn({ unit }), turn: (view) => ((state.view = view), draw()) });
  const state = { layer: "", unit: given.unit?.split(",").map(Number) ?? [], view: given.view ?? "field" };
  const seen = { state, layer: null, cover: null, picture: null };
  show(element, whose(figure, given, () => ((state.unit = []), load())), h("div", { class: "rows" }, h("label", { class: "quiet" }, say("checkLayer"), " ", choice), about), wrong, h("div", { class: "scroll" }, reads.element));

  async function load() {
    await tried(async () => {
      const { layers, same } = await figure.ask("layers");
      seen.same = same;
      show(choice, layers.map((name) => h("option", { value: name }, name)));
      state.layer = !figure.own && layers.includes(given.layer) ? given.layer : layers.at(-1) ?? "";
      choice.value = state.layer;
      seen.picture = await pictured();
      await explain();
    });
  }

  async function turn(some) {
    Object.assign(state, some);
    await tried(explain);
  }

  async function explain() {
    if (!state.layer) return;
    const layer = await figure.ask("layer", { layer: state.layer, unit: state.unit });
    if (seen.layer?.name !== layer.name || seen.layer.target !== layer.target) seen.cover = null;
    seen.layer = layer;
    seen.cover ??= await figure.ask("coverage", { layer: state.layer });
    draw();
  }

  async function tried(act) {
    try {
      await act();
      show(wrong);
    } catch (error) {
      if (!(error instanceof Superseded)) show(wrong, fault(error));
    }
  }

  async function pictured() {
    const { png } = await figure.ask("picture");
    if (!png) return {};
    const image = new Image();
    image.src = png;
    await image.decode();
    return image;
  }

  function draw() {
    if (!seen.layer) return;
    const { receptive_field: size, effective_stride: stride, status, unit } = seen.layer;
    const words = status === "unbounded" ? say("checkFieldAll") : !size || status === "unknown" ? say("checkFieldUnknown") : stride ? say("checkStride", { field: by(size), stride: by(stride.map((one) => Number(one.toFixed(3)))) }) : by(size);
    about.textContent = `${say("checkField")} ${words}${unit ? ` · ${say("checkReads", { count: unit.pixels.toLocaleString("en"), of: unit.of.toLocaleString("en") })}` : ""}`;
    reads.show(seen.layer, seen.cover, seen.picture, state.view);
  }

  return { load, dress: draw, stop() {}, same: () => seen.layer?.same ?? seen.same ?? { command: "", python: "" }, seen, ready: () => Boolean(seen.layer && seen.cover) };
}
