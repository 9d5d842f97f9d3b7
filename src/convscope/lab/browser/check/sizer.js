// The slider of the input's size, and under it two kinds of tick: sizes that divide evenly, and those that lose nothing.

import { by } from "convscope/check/numbers.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { h, sharp, show } from "convscope/frame/html.js";
import { inks } from "convscope/frame/pens.js";
import { inSight } from "convscope/frame/sight.js";
import { say } from "convscope/frame/texts.js";

const NEAR = 96; // sizes that are tried around the one that is shown
const CHUNK = 48;
const QUIET = 250; // milliseconds after the last change
const NAMES = { 1: ["checkLength"], 2: ["checkHeight", "checkWidth"], 3: ["checkDepth", "checkHeight", "checkWidth"] };

/** change(size, done): the size now, and whether the dragging is over; asking(): what is on screen; kind: the question. */
export function sizer({ change, asking, zeros, kind = "sizes", topic = "ticks" }) {
  const element = h("section", { class: "sizer" });
  const known = new Map(); // what ticks are of -> length -> fit
  let [rows, own, size, apart, timer, running] = [[], [], [], false, 0, 0];

  const bounds = (at) => [Math.max(1, Math.floor(own[at] / 2)), Math.max(own[at] * 2, 8)];
  const ticksOf = (at) => {
    const key = JSON.stringify([at, apart ? size.map((one, axis) => (axis === at ? 0 : one)) : 0, zeros()]);
    if (!known.has(key)) known.set(key, new Map());
    return known.get(key);
  };

  function set(at, value, done) {
    if (!Number.isInteger(value) || value < 1 || value > 8192) return;
    size = size.map((one, axis) => (apart && axis !== at ? one : value));
    change(size, done);
    draw(size);
  }

  function build() {
    if (!own.length) return void show(element, h("p", { class: "quiet" }, say("checkNoSpace")));
    rows = (apart ? own.map((_, at) => at) : [0]).map((at) => {
      const [low, high] = bounds(at);
      const name = own.length === 1 || apart ? say(NAMES[own.length]?.[at] ?? "checkSize") : say("checkSize");
      const range = h("input", { type: "range", min: low, max: high, "aria-label": name, "data-axis": at, oninput: () => set(at, range.valueAsNumber, false), onchange: () => set(at, range.valueAsNumber, true) });
      const number = h("input", { type: "number", min: 1, max: 8192, "aria-label": name, onchange: () => set(at, number.valueAsNumber, true) });
      const ticks = h("canvas", { class: "ticks", "aria-hidden": "true" });
      return { at, range, number, ticks, low, high, element: h("div", { class: "size" }, h("label", {}, name), h("div", { class: "track" }, range, ticks), number) };
    });
    const toggle = own.length === 2 ? h("label", { class: "check" }, h("input", { type: "checkbox", id: "apart", checked: apart, onchange: (event) => ((apart = event.target.checked), !apart && (size = size.map(() => size[0])), build(), change(size, true)) }), say("checkApart")) : null;
    const back = h("button", { class: "chip", id: "own", onclick: () => ((size = [...own]), (apart = apart || new Set(own).size > 1), build(), change(size, true)) }, say("checkOwn", { size: by(own) }));
    const key = (kind, text) => h("span", { class: `key ${kind}` }, say(text));
    show(element, rows.map((row) => row.element), h("div", { class: "keys" }, key("divides", "checkDivides"), key("loses", "checkLoses"), key("failing", "checkFailing"), h("span", { class: "quiet", id: "tried" }), toggle, back));
    draw(size);
  }

  function draw(now) {
    size = now;
    for (const row of rows) {
      row.range.value = size[row.at];
      if (document.activeElement !== row.number) row.number.value = size[row.at];
      paint(row);
    }
    clearTimeout(timer);
    running += 1; // ticks wait while the size is dragged: the server works on one question at a time
    timer = setTimeout(follow, QUIET);
  }

  function paint(row) {
    const width = Math.round(row.ticks.parentElement.clientWidth);
    if (!width) return;
    const pen = sharp(row.ticks, width, 24);
    const ink = inks();
    const place = (length) => 8 + ((width - 16) * (length - row.low)) / (row.high - row.low);
    for (const [length, fit] of ticksOf(row.at)) {
      if (length < row.low || length > row.high) continue;
      const mark = (colour, y, tall) => ((pen.fillStyle = colour), pen.fillRect(Math.round(place(length)), y, 2, tall));
      if (!fit.runs) mark(ink.lost, 18, 5);
      if (fit.divides) mark(ink.accent, 0, 8);
      if (fit.loses_nothing) mark(ink.ink, 10, 6);
    }
    const of = Math.min(2 * NEAR + 1, row.high - row.low + 1);
    const tried = element.querySelector("#tried");
    if (tried && row === rows[0]) tried.textContent = say("checkTried", { count: ticksOf(row.at).size, of });
  }

  async function follow() {
    const mine = (running += 1);
    await inSight(element);
    if (mine !== running) return;
    for (const row of rows) {
      const found = ticksOf(row.at);
      const missing = [];
      for (let step = 0; step <= NEAR; step += 1)
        for (const length of new Set([size[row.at] - step, size[row.at] + step])) if (length >= row.low && length <= row.high && !found.has(length)) missing.push(length);
      while (missing.length) {
        try {
          const answer = await ask(kind, { ...asking(), fix: "", lengths: missing.slice(0, CHUNK), axis: apart ? row.at : -1 }, { topic });
          answer.found.forEach(([length, fit]) => found.set(length, fit));
          missing.splice(0, answer.found.length);
        } catch (error) {
          if (!(error instanceof Superseded)) missing.length = 0;
          else return;
        }
        if (mine !== running || !element.isConnected) return; // it changed meanwhile, or the page shows something else
        paint(row);
      }
    }
    element.dataset.tried = "all";
  }

  addEventListener("resize", () => rows.forEach(paint));
  return {
    element,
    read(of, now, isApart) {
      const same = own.join() === of.join() && apart === isApart && rows.length;
      [own, size, apart] = [of, now, isApart];
      delete element.dataset.tried;
      if (same) draw(now);
      else build();
    },
    dress: () => own.length && build(),
    apart: () => apart,
    known: (length, at = 0) => ticksOf(at).get(length),
  };
}
