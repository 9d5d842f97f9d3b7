// Above the pad: pen, eraser, move, undo, clear; below it: how thick the pen is, and of colour pads its colour.

import { TOOLS } from "convscope/draw/state.js";
import { h, show } from "convscope/frame/html.js";
import { say, titled } from "convscope/frame/texts.js";

export function tools({ turn, undo, clear, save }) {
  const element = h("div", { class: "chips", role: "group", "data-label": "drawTools" });
  const below = h("div", { class: "rows" });
  let [state, key] = [null, ""];

  document.addEventListener("keydown", (event) => {
    if (!state || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.shiftKey || event.target.closest("input, textarea")) return;
    event.preventDefault();
    if (state.ink.length) undo();
  });

  function draw(now, opened) {
    state = now;
    const next = `${state.tool} ${state.ink.length > 0} ${state.pen} ${state.colour} ${document.documentElement.lang} ${opened.channels}`;
    if (next === key) return;
    key = next;
    const focused = document.activeElement?.id;
    const chip = (tool) => h("button", { class: "chip", id: `tool-${tool}`, "aria-pressed": String(state.tool === tool), onclick: () => turn({ tool }, { kept: true }) }, titled("drawTool", tool));
    show(element, TOOLS.map(chip), h("button", { class: "chip", id: "undo", disabled: !state.ink.length, onclick: undo, title: "Ctrl+Z" }, say("drawUndo")), h("button", { class: "chip", id: "clear", onclick: clear }, say("drawClear")));
    const range = h("input", { type: "range", id: "pen", min: 4, max: 64, value: state.pen, onchange: () => turn({ pen: range.valueAsNumber }, { replace: true, kept: true }) });
    const colour = h("input", { type: "color", id: "colour", value: `#${state.colour || "000000"}`, onchange: () => turn({ colour: colour.value.slice(1) }, { replace: true, kept: true }) });
    show(below, h("label", { class: "check" }, say("drawPen"), range), opened.channels === 3 ? h("label", { class: "check" }, say("drawColour"), colour) : null, h("button", { class: "chip", id: "save", onclick: save }, say("drawSave")));
    if (focused && focused !== document.activeElement?.id) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  return { element, below, draw };
}
