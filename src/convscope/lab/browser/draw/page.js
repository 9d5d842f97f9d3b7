// Draw: a pad, the answer, and the tower of all layers, alive during the stroke.

import { bytes } from "convscope/check/numbers.js";
import { reason } from "convscope/check/telling.js";
import { bars } from "convscope/draw/bars.js";
import { pixels } from "convscope/draw/ink.js";
import { layers } from "convscope/draw/layers.js";
import { pad } from "convscope/draw/pad.js";
import { running } from "convscope/draw/running.js";
import { shift } from "convscope/draw/shift.js";
import { parse, words } from "convscope/draw/state.js";
import { tools } from "convscope/draw/tools.js";
import { told } from "convscope/draw/told.js";
import { tower } from "convscope/draw/tower.js";
import { underlay } from "convscope/draw/underlay.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const EAGER = 60; // milliseconds a run may take for the map of shifts to be made unasked

function mount(frame) {
  let [state, opened, found, hovered] = [parse(""), null, null, null];
  let [pointing, wanted] = [false, undefined];
  const runs = running({ ask: () => ask("draw", { ...given(), unit: unit() }), take, failed: stumbled, rested });
  const run = runs.run;

  const fault = h("div", { role: "alert" });
  const stage = h("div", { class: "drawing" });
  const answer = bars();
  const under = underlay({ change: (some) => turn({ ...some, ...(some.base ? { ink: [] } : {}) }), repaint });
  const board = pad({
    begun: () => (state = begun(state)),
    colour: () => under.colour(state),
    drawn: (event) => run(event.timeStamp),
    ended: (stroke) => turn({ ink: [...state.ink, stroke] }, { kept: true }),
    moved: (down, across, done, event) => {
      const within = (one) => Math.max(-512, Math.min(512, one));
      if (!done && down === state.down && across === state.across) return;
      turn({ down: within(down), across: within(across) }, { replace: !done, kept: true, silent: !done });
      run(event.timeStamp);
    },
    cleared: () => turn({ ink: [], base: "none", down: 0, across: 0 }),
  });
  const board3 = tower({
    point: (unit) => pointed(unit),
    pin: (unit) => turn({ unit: unit && unit[0] >= 0 ? unit : [] }, { kept: true }),
    turned: (view, done) => ((state = { ...state, view }), done && frame.remember(words(state), { replace: true })),
  });
  const below = told();
  const list = layers({ turn: (some) => turn({ ...some, unit: [] }), choose: (unit) => turn({ unit }, { kept: true }) });
  const moves = shift({ given: () => given(), move: (down, across) => turn({ down, across }) });
  const kit = tools({ turn, undo: () => turn({ ink: state.ink.slice(0, -1) }), clear: () => turn({ ink: [], base: "none", down: 0, across: 0 }), save: () => under.save(board.own, found) });
  show(stage, h("div", { class: "left" }, kit.element, board.element, kit.below, answer.element), h("div", { class: "right" }, board3.element, below.element));
  show(frame.middle, fault, stage);
  show(frame.inspector, under.element, moves.element, list.element);
  stage.hidden = true;

  /** The picture to begin with gives way to the first stroke. */
  function begun(now) {
    if (now.tool === "move" || now.base || !under.first) return now;
    const fresh = { ...now, base: opened.channels === 1 ? "none" : now.base, ...(opened.channels === 1 ? { down: 0, across: 0 } : {}) };
    if (fresh.base !== now.base) board.show(fresh, under.of(fresh));
    return fresh;
  }

  function turn(some, { replace = false, kept = false, silent = false } = {}) {
    const other = some.ink || some.base !== undefined || some.form !== undefined;
    state = { ...state, ...some };
    if (!silent) frame.remember(words(state), { replace });
    if (!opened) return;
    if (kept) board.moved(state);
    else repaint();
    dressed();
    if (other) moves.age();
    if (some.unit) return void pointed(hovered);
    if (!silent) run();
  }

  function repaint() {
    if (!opened) return;
    board.show(state, under.of(state));
    run();
  }

  const given = () => ({ pixels: pixels(board.own, opened.channels), form: state.form || opened.form, down: state.down, across: state.across, layers: state.layers });
  const unit = () => hovered ?? (state.unit.length ? state.unit : null);

  function take(answered) {
    show(fault);
    found = answered;
    found.entered.values = bytes(found.entered.bytes);
    for (const layer of found.layers) layer.values = bytes(layer.bytes);
    answer.draw(found.answer);
    list.draw(found.layers, found.all, state);
    linked(found.unit);
    board3.show(found.entered, found.layers);
    under.entered(found.entered);
  }

  function rested() {
    if (wanted !== undefined) pointed(wanted);
    if (state.tool === "move" && runs.took < EAGER && !board.busy) moves.compute(true);
  }

  function stumbled(error) {
    if (state.unit.length) state = { ...state, unit: [] };
    failed(error);
  }

  function failed(error) {
    show(fault, h("p", { class: "lost" }, reason(error.message, error.said?.[0])), error.fix ? h("p", {}, reason(error.fix, error.said?.[1])) : null);
  }

  /** Show a unit's number and links; while a question is under way, the latest one that was pointed at waits. */
  async function pointed(one) {
    hovered = one;
    if (one && one[0] < 0) return void ((wanted = undefined), linked({ unit: one, value: null, read: { "-1": [[[[0, 0]], [[one[2], one[2]]], [[one[3], one[3]]]]] } }));
    if (pointing || runs.busy) return void (wanted = one);
    wanted = undefined;
    const at = unit();
    if (!at || !found) return linked(null);
    if (String(at) === String(board3.linked?.unit)) return;
    pointing = true;
    try {
      linked(await ask("draw-unit", { key: found.key, unit: at }));
    } catch (error) {
      if (error.kind === "Gone") run();
      else if (!(error instanceof Superseded)) ((state = { ...state, unit: [] }), linked(null));
    }
    pointing = false;
    if (wanted !== undefined) pointed(wanted);
  }

  function linked(one) {
    if (one && String(one.unit) !== String(unit())) one = null; // another is pointed at by now
    board3.link(one);
    const field = one?.read?.["-1"];
    const form = state.form || opened.form;
    const ends = (axis) => [Math.min(...field.map((part) => part[axis][0][0])), Math.max(...field.map((part) => part[axis].at(-1)[1]))];
    const box = field?.length ? [ends(1)[0], ends(2)[0], ends(1)[1], ends(2)[1]] : null;
    board.mark(form === "drawn" && box && one.unit[0] >= 0 ? [box[0] - state.down, box[1] - state.across, box[2] - state.down, box[3] - state.across] : null);
    under.mark(box);
    below.draw(one, found, opened);
    list.draw(found?.layers ?? [], found?.all ?? 0, { ...state, unit: unit() ?? [] });
  }

  function dressed() {
    kit.draw(state, opened);
    under.draw(state, opened);
    moves.draw(state);
  }

  async function load() {
    try {
      opened = await ask("draw-open");
      stage.hidden = false;
      board.open(opened.pad, opened.size);
      await under.open(opened);
      dressed();
      repaint();
    } catch (error) {
      if (error instanceof Superseded) return;
      failed(error);
      for (const part of frame.inspector.children) part.hidden = true;
      document.documentElement.dataset.settled = "yes";
    }
  }

  globalThis.convscope = { get state() { return state; }, get found() { return found; }, get long() { return runs.long; }, get linked() { return board3.linked; }, get moves() { return moves.found; }, times: runs.times, tower: board3, turn }; // prettier-ignore
  load();
  return {
    read(text) {
      state = parse(text);
      board3.look(state.view);
      if (!opened) return;
      dressed();
      repaint();
    },
    dress() {
      if (!opened) return;
      dressed();
      if (!found) return;
      answer.dress();
      list.dress();
      board3.dress();
      linked(board3.linked);
    },
    same: () => found?.same ?? { command: "convscope lab", python: `# ${say("noSame")}` },
  };
}

export default { name: "draw", title: "drawTitle", lead: "drawLead", mount };
