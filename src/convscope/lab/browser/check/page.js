// Check: the network's graph and table, linked; its findings; the input's size on a slider; one layer; a bottleneck.

import { bottleneck } from "convscope/check/bottleneck.js";
import { field } from "convscope/check/field.js";
import { findings } from "convscope/check/findings.js";
import { graph, marked } from "convscope/check/graph.js";
import { explained } from "convscope/check/layer.js";
import { linked } from "convscope/check/linked.js";
import { by, mega, whole } from "convscope/check/numbers.js";
import { reason } from "convscope/check/telling.js";
import { sizer } from "convscope/check/sizer.js";
import { asking, parse, words } from "convscope/check/state.js";
import { table } from "convscope/check/table.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { gone, picking } from "convscope/frame/uploading.js";

function mount(frame) {
  let [state, found, layer, cover, picture] = [parse(""), null, null, null, null];
  let [same, drawn, edge] = [{ command: "", python: "" }, "", null];
  const sheet = table();
  const drawing = h("div", { class: "graph", tabindex: "0", "data-label": "checkGraph" });
  const listed = h("div", { class: "sheet" }, sheet.element);
  const totals = h("dl", { id: "totals" });
  const fault = h("div", { id: "check-fault", role: "status" });
  const faults = h("section", { id: "findings" });
  const about = h("section", { id: "layer" });
  const choices = h("section");
  const missing = h("div", { role: "status" });
  const slider = sizer({ change: resized, asking: () => asking(state), zeros: () => state.zeros });
  const reads = field({ choose: (unit) => turn({ unit }), turn: (view) => turn({ view }) });
  const narrow = bottleneck({ change: (some) => turn(some, { replace: true }) });
  const both = h("div", { class: "both" }, drawing, listed);
  const upload = picking((got) => turn({ picture: got.picture }));
  const links = linked(drawing, sheet.element, (at) => choose(found.layers[at].name));
  show(frame.middle, totals, slider.element, fault, both);
  show(frame.inspector, faults, about, narrow.element, choices);

  function turn(some, how = {}) {
    const before = state;
    state = { ...state, ...some };
    frame.remember(words(state), how);
    follow(before);
  }
  const choose = (name) => turn({ layer: name, unit: [], lecture: false });
  function resized(size, done) {
    const own = found && size.join() === found.own.join() && !slider.apart();
    turn({ size: own ? [] : [...size], apart: slider.apart(), unit: [], fix: "" }, { replace: !done });
  }

  /** Ask for what changed. */
  function follow(before) {
    const key = JSON.stringify(asking(state));
    if (key !== drawn) return void load(key);
    if (before.layer !== state.layer || before.unit.join() !== state.unit.join() || before.picture !== state.picture) return void explain();
    if (before.view !== state.view) reads.show(layer, cover, picture, state.view);
    if (before.between !== state.between || before.lecture !== state.lecture) narrow.read(layer?.reduces ?? null, state);
  }

  async function load(key) {
    drawn = key;
    document.documentElement.removeAttribute("data-settled");
    try {
      const answer = await ask("check", asking(state), { topic: "check" });
      if (key !== drawn) return;
      same = answer.same;
      if (answer.fails) failed(answer);
      else {
        found = answer;
        draw();
        show(fault, found.whole ? null : h("p", { class: "lost" }, say("checkPartial")), found.other_inputs.length ? h("p", { class: "quiet" }, say("checkOthers", { shapes: found.other_inputs.map(by).join(", ") })) : null);
        both.classList.remove("stale");
        both.hidden = false;
      }
      slider.read(answer.own, answer.size, state.apart || new Set(answer.size).size > 1);
      await explain();
    } catch (error) {
      if (error instanceof Superseded) return;
      show(fault, refused(error));
    }
    document.documentElement.dataset.settled = "yes";
  }

  const refused = ({ message, fix, said, kind }) => [h("p", { class: "lost" }, kind === "gone" || kind === "alone" ? say("pictureAlone") : reason(message, said?.[0])), fix ? h("p", {}, reason(fix, said?.[1])) : null];

  function failed(answer) {
    const { layer: at, problem, fix, said } = answer.fails;
    const where = at ? say("checkFailsAt", { layer: at }) : say("checkFailsSomewhere");
    show(fault, h("p", { class: "lost" }, say("checkFails", { size: by(answer.size), layer: where })), h("p", {}, reason(problem, said[0])), fix ? h("p", { class: "quiet" }, reason(fix, said[1])) : null, found ? h("p", { class: "quiet" }, say("checkTouched", { size: by(found.size) })) : null);
    both.classList.add("stale");
    both.hidden = !found;
  }

  function draw() {
    const marks = marked(found.findings);
    const lit = new Set(found.fixed?.lit);
    const now = graph(found, marks);
    const [left, top] = [drawing.scrollLeft, drawing.scrollTop];
    show(drawing, now);
    if (edge === null) drawing.scrollLeft = (found.graph.width + 32 - drawing.clientWidth) / 2;
    else [drawing.scrollLeft, drawing.scrollTop] = [left, top];
    edge = now;
    sheet.draw(found.layers, marks, lit);
    links.light(lit, found.layers);
    const { parameters, macs, activations, peak } = found.totals;
    const fact = (key, words) => h("div", {}, h("dt", {}, say(key)), h("dd", { "data-total": key }, words));
    const bytes = (count) => (count === null ? "—" : say("checkMegabytes", { count: mega(count) }));
    show(totals, fact("checkInput", by([found.channels, ...found.size])), fact("checkParameters", whole(parameters)), fact("checkMacs", macs === null ? "—" : whole(macs)), fact("checkActivations", bytes(activations)), fact("checkPeak", bytes(peak)));
    show(faults, h("h2", {}, say("checkFindings")), findings(found, { choose, fix: (fix) => turn({ fix }) }));
    links.choose(found.layers.findIndex((one) => one.name === state.layer));
    options();
  }

  async function explain() {
    const name = state.layer;
    links.choose(found ? found.layers.findIndex((one) => one.name === name) : -1);
    const known = found?.layers.some((one) => one.name === name) && !both.classList.contains("stale");
    if (!known) {
      [layer, cover] = [null, null];
      show(about, h("h2", {}, say("checkLayer")), h("p", { class: "quiet" }, say("checkNoLayer")));
      narrow.read(null, state);
      return;
    }
    try {
      const values = { ...asking(state), layer: name };
      const answer = await ask("layer", { ...values, unit: state.unit }, { topic: "layer" });
      if (layer?.name !== answer.name || layer.at !== drawn) cover = null;
      layer = { ...answer, at: drawn };
      tell();
      if (!cover) cover = await ask("coverage", values, { topic: "coverage" });
      if (picture?.of !== pictureKey()) picture = await pictured(values);
      reads.show(layer, cover, picture, state.view);
    } catch (error) {
      if (error instanceof Superseded) return;
      show(about, h("h2", {}, name), refused(error));
    }
  }

  function tell() {
    const close = h("button", { class: "chip", id: "none", onclick: () => choose("") }, say("checkClose"));
    show(about, h("h2", {}, layer.name), explained(layer), reads.element, missing, found.pictures ? upload : null, close);
    reads.show(layer, cover, picture, state.view);
    narrow.read(layer.reduces, state);
  }

  /** The opened picture as the network sees it at this size, decoded; without one, nothing but the size it is of. */
  async function pictured(values) {
    const of = pictureKey();
    try {
      const { png } = await ask("picture", { ...values, picture: state.picture }, { topic: "picture" });
      show(missing);
      if (!png) return { of };
      const image = new Image();
      image.src = png;
      await image.decode();
      return Object.assign(image, { of });
    } catch (error) {
      if (error instanceof Superseded) throw error;
      show(missing, error.kind === "Gone" ? h("p", { class: "lost" }, gone()) : refused(error)); // the layer's numbers hold without it
      return { of };
    }
  }

  const pictureKey = () => `${found.size} ${state.picture}`;

  function options() {
    const box = (name, key, help) => h("label", { class: "check", title: help ? say(help) : null }, h("input", { type: "checkbox", id: name, checked: state[name], onchange: (event) => turn({ [name]: event.target.checked, fix: "" }) }), say(key));
    show(choices, box("advise", "checkAdvise"), box("zeros", "checkZeros", "checkZerosHelp"), h("p", { class: "quiet" }, say("checkZerosHelp")));
  }

  globalThis.convscope = { get state() { return state; }, get found() { return found; }, get layer() { return layer; }, get picture() { return picture; }, turn, slider };
  options();
  return {
    read(text) {
      state = parse(text);
      const key = JSON.stringify(asking(state));
      if (key !== drawn) load(key);
      else explain().then(() => reads.show(layer, cover, picture, state.view));
    },
    dress() {
      if (!found) return;
      draw();
      slider.dress();
      if (layer) tell();
      else explain();
    },
    same: () => (layer && !state.fix ? layer.same : same),
  };
}

export default { name: "check", title: "checkTitle", lead: "checkLead", mount };
