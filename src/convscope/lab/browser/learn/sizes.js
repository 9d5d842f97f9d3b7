// A network as a chain of maps, drawn to scale, with what nobody reads in red; a slider changes the input's size.

import { by, whole } from "convscope/check/numbers.js";
import { sizer } from "convscope/check/sizer.js";
import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { fault, whose } from "convscope/learn/asking.js";

const HEADS = ["Layer", "Window", "Formula", "Map", "Lost"];

/** Put the chain into an element; gives {load, dress, stop, same, seen}. */
export function sizesFigure(element, { given, at }, figure) {
  const [maps, told, lines] = [h("div", { class: "chain", role: "img" }), h("p", { class: "said", role: "status" }), h("div", { class: "scroll" })];
  let [found, size] = [null, []];
  const made = () => sizer({ change: (now) => ((size = [...now]), load()), asking: () => figure.values("sizes", { size }), zeros: () => false, kind: "lesson-figure", topic: figure.topic("ticks") });
  let slider = made();
  const seen = { found: null, get slider() { return slider; } }; // prettier-ignore
  show(element, whose(figure, given, other), maps, told, slider.element, lines);

  /** Another network: its sizes are others, too. */
  function other() {
    size = [];
    const before = slider.element;
    slider = made();
    before.replaceWith(slider.element);
    load();
  }

  async function load() {
    try {
      const answer = await figure.ask("steps", { size });
      slider.read(answer.own, answer.size, slider.apart());
      size = answer.size;
      if (answer.fails) return failed(answer);
      found = answer;
      seen.found = answer;
      draw();
    } catch (error) {
      if (!(error instanceof Superseded)) show(told, fault(error));
    }
  }

  function failed({ fails, size: now, same }) {
    const where = fails.layer ? say("checkFailsAt", { layer: fails.layer }) : say("checkFailsSomewhere");
    show(told, h("b", { class: "lost" }, say("checkFails", { size: by(now), layer: where })));
    maps.classList.add("stale");
    lines.classList.add("stale");
    if (found) found = { ...found, same };
  }

  function draw() {
    for (const part of [maps, lines]) part.classList.remove("stale");
    const most = Math.max(...found.input.slice(1), ...found.steps.flatMap((step) => step.size));
    const side = Math.min(160, Math.max(96, element.clientWidth / 6));
    const input = { name: say("checkInput"), channels: found.input[0], size: found.input.slice(1), missing: found.missing };
    const all = [input, ...found.steps];
    show(maps, all.map((one) => map(one, side / most)));
    maps.setAttribute("aria-label", all.map((one) => by([one.channels, ...one.size])).join(" → "));
    const count = found.steps.filter((step) => step.lost.length).length;
    show(told, count ? h("b", { class: "lost" }, say("sizesLose", { count })) : say("sizesLoseNone"));
    const head = h("tr", {}, HEADS.map((name) => h("th", { scope: "col" }, say(`sizes${name}`))));
    const rows = found.steps.map((step) => h("tr", {}, h("td", {}, step.name), h("td", {}, spoken(step.window)), h("td", {}, step.formulas.join("; ")), h("td", {}, by([step.channels, ...step.size])), h("td", { class: step.lost.length ? "lost" : "quiet" }, step.lost.length ? words(step.lost) : "–")));
    const more = found.left_out ? h("p", { class: "quiet" }, say("sizesLeftOut", { count: found.left_out })) : null;
    show(lines, h("table", { class: "steps" }, h("thead", {}, head), h("tbody", {}, rows)), more, h("p", { class: "quiet" }, say("sizesTotals", { parameters: whole(found.parameters), macs: whole(found.macs) })));
  }

  const python = () => found?.same ?? { command: "", python: "" };
  return { load, dress: () => found && (draw(), slider.dress()), stop() {}, same: python, seen, ready: () => Boolean(found) };
}

/** A window's words, as the library writes them, in the language that is spoken. */
const spoken = (words) => words.replace(/stride|padding|dilation|groups/g, (word) => say(word).toLowerCase());

const axes = (lost) => (lost.length === 1 ? [["along", lost[0]]] : [["row", lost.at(-2)], ["column", lost.at(-1)]]);

/** Which rows and columns nobody reads: all of a few, of many the first ones and the last. */
function words(lost) {
  const list = ({ count, first, last }) => (count <= first.length ? first.join(", ") : `${first.slice(0, 3).join(", ")} … ${last}`);
  return axes(lost).filter(([, one]) => one.count).map(([key, one]) => say(key === "along" ? "checkPositions" : one.count === 1 ? key : `${key}s`, { list: list(one) })).join(", ");
}

/** Edges behind a map, one for every doubling of its channels. */
function deep(channels) {
  const edges = Array.from({ length: Math.round(Math.log2(channels)) }, (_, at) => 3 * (at + 1));
  const shadows = edges.flatMap((away) => [`${away}px -${away}px 0 -1px var(--raised)`, `${away}px -${away}px 0 0 var(--line)`]);
  return shadows.length ? `box-shadow:${shadows.join(",")};margin:${3 * edges.length}px ${3 * edges.length}px 0 0` : "";
}

/** One map as a square to scale, its lost rows and columns in red where they lie. */
function map({ name, channels, size, missing }, scale) {
  const [height, width] = size.length === 1 ? [1, size[0]] : size.slice(-2);
  const [high, wide] = [Math.max(2, height * scale), Math.max(2, width * scale)];
  const line = Math.max(2, scale);
  const marks = axes(missing.length ? missing : [{ count: 0, first: [] }]).flatMap(([key, { count, first, last }]) => [...new Set(count ? [...first, last] : [])].map((place) => {
    const from = key === "row" ? Math.min(place * scale, high - line) : Math.min(place * scale, wide - line);
    return h("i", { style: key === "row" ? `left:0;right:0;top:${from}px;height:${line}px` : `top:0;bottom:0;left:${from}px;width:${line}px` });
  })); // prettier-ignore
  return h("div", { class: "map" }, h("span", { class: "quiet" }, name), h("div", { class: "box", style: `height:${high}px;width:${wide}px;${deep(channels)}` }, marks), h("span", { class: "computed" }, by([channels, ...size])));
}
