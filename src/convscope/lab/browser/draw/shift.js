// How sure the class is at every shift of the drawing, as a small map; where it is now, and what is pointed at.

import { reason } from "convscope/check/telling.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { legend } from "convscope/frame/legend.js";
import { inks } from "convscope/frame/pens.js";
import { pixelsInto } from "convscope/frame/pixels.js";
import { short } from "convscope/frame/colours.js";
import { say } from "convscope/frame/texts.js";

const WIDE = 204;

/** on: {given(), move(down, across)}: what the page asks with, and what moves the drawing. */
export function shift(on) {
  const element = h("section", { id: "shift" });
  const [told, place, fault] = [h("p", { class: "told", role: "status" }), h("div"), h("div", { role: "alert" })];
  const small = document.createElement("canvas");
  const canvas = h("canvas", { id: "shift-map", class: "pixels", tabindex: "0", "data-label": "drawShiftMap" });
  let [found, state, stale, busy, made] = [null, null, false, false, ""];

  const side = () => 2 * found.reach + 1;
  const value = (down, across) => found.shares[(down + found.reach) * side() + across + found.reach];
  const said = (share) => (found.alone ? short(share, 4) : `${(100 * share).toFixed(1)}\u00a0%`);
  const ways = (down, across) => say("drawMoved", { down: String(down).replace("-", "−"), across: String(across).replace("-", "−") });
  const cell = ({ offsetX, offsetY }) => [offsetY, offsetX].map((one, at) => Math.max(0, Math.min(side() - 1, Math.floor((one * side()) / (at ? canvas.clientWidth : canvas.clientHeight)))) - found.reach);

  canvas.onpointermove = (event) => tell(...cell(event));
  canvas.onpointerleave = () => tell(null);
  canvas.onclick = (event) => on.move(...cell(event));
  canvas.onkeydown = (event) => {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!way || event.altKey) return;
    event.preventDefault();
    on.move(state.down + way[0], state.across + way[1]);
  };

  function tell(down, across) {
    if (down !== null && found) told.textContent = `${ways(down, across)}: ${said(value(down, across))}`;
    else told.textContent = state ? ways(state.down, state.across) : "";
  }

  function draw(now) {
    state = now;
    show(element, h("h2", {}, say("drawShift")), h("p", { class: "quiet" }, say("drawShiftHelp")), told,
      h("div", { class: "chips" }, h("button", { class: "chip", id: "shift-back", disabled: !state.down && !state.across, onclick: () => on.move(0, 0) }, say("drawShiftBack")),
        h("button", { class: "chip", id: "shift-map-make", disabled: busy, onclick: () => compute() }, say(busy ? "drawShiftWorking" : "drawShiftMake"))), fault, place);
    if (found) {
      show(place, h("p", { class: "quiet" }, say(stale ? "drawShiftStale" : "drawShiftOf", { name: found.name, reach: found.reach })), canvas, found.alone ? null : legend({ kind: "unsigned", low: 0, high: 1 }));
      paint();
    } else show(place);
    tell(null);
  }

  function paint() {
    [small.width, small.height] = [side(), side()];
    const [least, most] = [Math.min(...found.shares), Math.max(...found.shares)];
    pixelsInto(small, found.shares, found.alone ? { kind: "unsigned", low: least, high: most } : { kind: "unsigned", low: 0, high: 1 });
    [canvas.width, canvas.height] = [WIDE * 2, WIDE * 2];
    canvas.style.width = `${WIDE}px`;
    const pen = canvas.getContext("2d");
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, 0, 0, canvas.width, canvas.height);
    const wide = canvas.width / side();
    const at = (down, across, colour, thick) => {
      pen.strokeStyle = colour;
      pen.lineWidth = thick;
      pen.strokeRect((across + found.reach) * wide + thick / 2, (down + found.reach) * wide + thick / 2, wide - thick, wide - thick);
    };
    at(0, 0, "#808080", 2);
    if (Math.max(Math.abs(state.down), Math.abs(state.across)) > found.reach) return;
    at(state.down, state.across, inks().paper, 6);
    at(state.down, state.across, inks().accent, 3);
  }

  /** A map has come, or is being made (null), or failed (a fault's words). */
  function take(given, words = null) {
    [found, stale, busy] = [given ?? found, false, !given && !words];
    if (words) [found, busy] = [null, false];
    show(fault, words ? h("p", { class: "lost" }, words) : null);
    if (state) draw(state);
  }

  /** Ask for the map of the drawing; unasked only where there is none of it. */
  async function compute(unasked = false) {
    const { down: _, across: __, layers: ___, ...rest } = on.given();
    const key = JSON.stringify(rest);
    if (unasked === true && key === made) return;
    made = key;
    take(null);
    try {
      take(await ask("draw-shift", { ...rest, down: 0, across: 0 }));
    } catch (error) {
      if (!(error instanceof Superseded)) take(null, reason(error.message, error.said?.[0]));
    }
    document.documentElement.dataset.shifted = key.length;
  }

  return {
    element, draw,
    get found() { return found; },
    compute,
    /** The drawing is another one: the map is of an earlier. */
    age() {
      if (!found || stale) return;
      stale = true;
      draw(state);
    },
  }; // prettier-ignore
}
