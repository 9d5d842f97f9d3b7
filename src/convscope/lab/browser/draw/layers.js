// The layers as a list: what each is, its range and legend; the one unit chosen by numbers, for who has no pointer.

import { short } from "convscope/frame/colours.js";
import { h, show } from "convscope/frame/html.js";
import { legend } from "convscope/frame/legend.js";
import { say } from "convscope/frame/texts.js";

/** on: {turn(some): the state's layers, choose(unit)}. */
export function layers(on) {
  const element = h("section", { id: "layers" });
  const list = h("ol", { class: "planes" });
  const head = h("div");
  let [found, state, entries, built, all] = [[], null, [], "", 0];

  const cutTold = ({ tiles, of, step }) => [tiles < of ? say("drawFirst", { tiles, of }) : "", step > 1 ? say("drawEvery", { step }) : ""].filter(Boolean).join(say("drawAnd"));

  function draw(given, inAll, now) {
    [found, all, state] = [given, inAll, now];
    const key = `${found.map((one) => one.index)} ${state.layers} ${document.documentElement.lang}`;
    if (key !== built) build();
    built = key;
    found.forEach((layer, at) => {
      const range = `${layer.kind} ${short(layer.low)} ${short(layer.high)}`;
      if (entries[at].range !== range) show(entries[at].legend, legend(layer));
      entries[at].range = range;
    });
    choose(state.unit);
  }

  function build() {
    const chip = (which, key) => h("button", { class: "chip", "data-layers": which, "aria-pressed": String(state.layers === which), onclick: () => on.turn({ layers: which }) }, say(key));
    const few = found.length < all || state.layers === "all";
    const small = found.some(({ tiles, of, step }) => tiles < of || step > 1);
    show(head, h("h2", {}, say("drawLayers")), few ? h("div", { class: "chips" }, chip("main", "drawMain"), chip("all", "drawAll")) : null,
      h("p", { class: "quiet" }, few ? say("drawOf", { count: found.length, of: all }) : "", small ? ` ${say("drawReduced")}` : ""));
    entries = found.map((layer) => {
      const place = h("div");
      const told = h("span", { class: "quiet" }, `${layer.operator} · ${layer.shape.join("×")}`);
      const button = h("button", { class: "plane", "data-layer": layer.index, onclick: () => on.choose([layer.index, 0, 0, 0]) }, h("b", {}, layer.name), told);
      return { item: h("li", {}, button, cutTold(layer) ? h("p", { class: "quiet" }, cutTold(layer)) : null, place, h("div", { class: "rows" })), legend: place, range: "", button };
    });
    show(list, entries.map((one) => one.item));
    show(element, head, list);
  }

  /** Show the steppers of the unit under its layer. */
  function choose(unit) {
    found.forEach((layer, at) => {
      const chosen = unit[0] === layer.index;
      entries[at].button.setAttribute("aria-pressed", String(chosen));
      const box = entries[at].item.lastChild;
      if (!chosen) return void (box.firstChild && show(box));
      const number = (place, key, most) => {
        const step = place > 1 && layer.placed ? layer.step : 1;
        const input = h("input", { type: "number", min: 0, max: most, step, value: unit[place], "data-place": place, onchange: () => {
          const value = Math.min(most, Math.max(0, Math.floor((input.valueAsNumber || 0) / step) * step));
          on.choose(unit.map((one, index) => (index === place ? value : one)));
        } }); // prettier-ignore
        return h("label", { class: "number" }, say(key), input);
      };
      const last = (count) => (count - 1) * (layer.placed ? layer.step : 1);
      if (box.dataset.unit === `${unit} ${document.documentElement.lang}` && box.firstChild) return;
      box.dataset.unit = `${unit} ${document.documentElement.lang}`;
      const focused = box.contains(document.activeElement) ? document.activeElement.dataset.place : null;
      show(box, layer.tiled && layer.tiles > 1 ? number(1, "drawMap", layer.tiles - 1) : null, layer.rows > 1 ? number(2, "drawRow", last(layer.rows)) : null, layer.columns > 1 ? number(3, layer.placed ? "drawColumn" : "drawCell", last(layer.columns)) : null);
      if (focused) box.querySelector(`[data-place="${focused}"]`)?.focus();
    });
  }

  return { element, draw, dress: () => found.length && ((built = ""), draw(found, all, state)) };
}
