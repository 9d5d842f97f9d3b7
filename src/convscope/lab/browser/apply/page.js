// Apply: a scene of any size with the network's labels over it, to pan and zoom; the classes with their areas; the work.

import { classes } from "convscope/apply/classes.js";
import { map } from "convscope/apply/map.js";
import { pictures } from "convscope/apply/pictures.js";
import { FRESH, parse, words } from "convscope/apply/state.js";
import { called, onEarth } from "convscope/apply/units.js";
import { work } from "convscope/apply/work.js";
import { reason } from "convscope/check/telling.js";
import { whole } from "convscope/check/numbers.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { copying } from "convscope/frame/copying.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const OFTEN = 500; // milliseconds between two questions how far it is

function mount(frame) {
  let [state, found, under, timer, asked, given, taken] = [parse(""), null, null, 0, "", "", ""];
  const narrow = matchMedia("(max-width: 900px)");
  const board = map({ change: moved, point });
  const list = classes({ turn: (off) => turn({ off }) });
  const job = work({ begin: () => act("scene-begin"), stop: () => act("scene-stop") });
  const single = pictures((hash) => frame.remember(`picture=${(taken = hash)}`));
  const told = h("div", { class: "told", id: "under", role: "status" });
  const fault = h("div", { role: "alert" });
  const tools = h("div", { class: "transport" });
  const about = h("section", { id: "about" });
  const below = h("div", { class: "below" });
  show(frame.middle, fault, tools, board.element, told, below);

  function arrange() {
    show(below, narrow.matches ? list.element : null);
    show(frame.inspector, narrow.matches ? null : list.element, job.element, about);
  }
  narrow.addEventListener("change", arrange);
  arrange();

  function turn(some, how = {}) {
    state = { ...state, ...some };
    frame.remember(words(state), how);
    dressed();
  }
  function moved(view, done) {
    state = { ...state, ...view };
    if (done) frame.remember(words(state), { replace: true });
  }

  const colours = () => new Map([...(found?.labels?.classes ?? []), ...(found?.counted?.classes ?? [])].map((one) => [one.label, one.colour]));
  function dressed() {
    if (!found?.scene) return;
    const known = Boolean(found.counted?.classes);
    board.dress({ opacity: state.opacity, colours: colours(), nodata: found.labels?.nodata ?? null, off: new Set(state.off), key: `${found.labels?.version} ${known} ${state.off}` });
    list.draw(found.labels, found.counted, state, under?.label ?? null);
  }

  async function load() {
    document.documentElement.removeAttribute("data-settled");
    try {
      found = await ask("scene");
      show(fault);
      if (found.scene) {
        draw();
        board.open(found.scene, state);
        followed();
      } else none();
    } catch (error) {
      if (error instanceof Superseded) return;
      show(fault, h("p", { class: "lost" }, reason(error.message, error.said?.[0])), error.fix ? h("p", {}, reason(error.fix, error.said?.[1])) : null);
    }
    document.documentElement.dataset.settled = "yes";
  }

  function none() {
    for (const part of [tools, board.element, told]) part.hidden = true;
    show(fault);
    show(below, single.element, h("p", {}, say("applyNoScene")), copying(found.command));
    const wanted = new URLSearchParams(given).get("picture");
    if (wanted && wanted !== taken) single.take((taken = wanted));
  }

  /** Take what the server says of labels and work, and ask again while anything goes on. */
  function followed() {
    board.lay(found.labels);
    dressed();
    job.draw(found);
    clearTimeout(timer);
    const counting = found.counted && !found.counted.classes && !found.counted.fault;
    if (found.work?.running || counting) timer = setTimeout(() => act("scene-state"), OFTEN);
  }

  async function act(kind) {
    try {
      const before = found.labels?.version;
      found = { ...found, ...(await ask(kind, {}, { topic: "scene-state" })) };
      show(fault);
      followed();
      if (before !== found.labels?.version && board.target) point(board.target);
    } catch (error) {
      if (error instanceof Superseded) return;
      show(fault, h("p", { class: "lost" }, reason(error.message, error.said?.[0])));
      clearTimeout(timer);
      timer = setTimeout(() => act("scene-state"), 4 * OFTEN);
    }
  }

  /** Say what is under the pointer. */
  async function point(place) {
    asked = String(place);
    if (!place) {
      under = null;
      spoken();
      return void list.draw(found.labels, found.counted, state, null);
    }
    try {
      const answer = await ask("scene-place", { row: place[0], column: place[1] });
      if (asked !== String(place)) return;
      const other = answer.label !== under?.label;
      under = answer;
      spoken();
      if (other) list.draw(found.labels, found.counted, state, under.label);
    } catch (error) {
      if (!(error instanceof Superseded)) show(told, h("span", { class: "lost" }, reason(error.message, error.said?.[0])));
    }
  }

  function spoken() {
    if (!under) return show(told, h("span", { class: "quiet" }, say("applyPoint")));
    const { row, column, values, data, name, nodata, xy, lonlat } = under;
    const colour = colours().get(under.label);
    show(told,
      h("span", {}, say("applyPlace", { row, column })),
      h("span", {}, data ? say("applyValues", { values: values.slice(0, 8).join(", ") }) : say("applyNoData")),
      name === null ? null : h("b", {}, colour && !nodata ? h("i", { class: "swatch", style: `background:rgb(${colour})` }) : null, nodata ? say("applyNoLabel") : called(name)),
      lonlat ? h("span", {}, onEarth(lonlat)) : null,
      xy ? h("span", { class: "quiet" }, xy.map((one) => one.toFixed(Math.abs(one) < 1000 ? 5 : 1)).join(", ")) : null);
  }

  function draw() {
    const { scene } = found;
    const chip = (id, label, onclick, words = say(label)) => h("button", { class: "chip", id, "aria-label": say(label), title: say(label), onclick }, words);
    const slider = h("input", { type: "range", id: "opacity", min: 0, max: 100, value: state.opacity, oninput: () => turn({ opacity: slider.valueAsNumber }, { replace: true }) });
    show(tools, chip("zoom-out", "applyOut", () => board.zoom(0.5), "−"), chip("zoom-in", "applyIn", () => board.zoom(2), "+"), chip("zoom-whole", "applyWhole", () => board.whole()), chip("zoom-one", "applyOne", () => board.one(), "1:1"), h("label", { class: "check" }, say("applyOpacity"), slider));
    const fact = (key, value) => [h("dt", {}, say(key)), h("dd", {}, value)];
    const grey = scene.channels < scene.shown ? say("applyOneBand") : scene.channels > scene.shown ? say("applyThreeBands", { channels: scene.channels }) : null;
    show(about, h("h2", {}, say("applyScene")), h("dl", { class: "facts" }, fact("applyFile", scene.name), fact("applySize", `${whole(scene.width)} × ${whole(scene.height)}`), fact("applyCrs", scene.crs || say("applyNoCrs"))), grey ? h("p", { class: "quiet" }, grey) : null, scene.notes.map((note, at) => h("p", { class: "quiet" }, reason(note, scene.said?.[at], "scenes"))), h("p", { class: "quiet" }, say("applyKeys")));
    spoken();
  }

  globalThis.convscope = { get state() { return state; }, get found() { return found; }, get under() { return under; }, board, turn };
  load();
  return {
    read(text) {
      [state, given] = [parse(text), text];
      if (found && !found.scene) return void none();
      if (!found) return;
      board.show(state);
      draw();
      dressed();
    },
    dress() {
      if (!found) return;
      if (!found.scene) return void (none(), single.dress());
      draw();
      dressed();
      job.draw(found);
    },
    same: () => found?.same ?? single.same() ?? { command: found?.command ?? "convscope lab --scene scene.tif", python: "" },
  };
}

export default { name: "apply", title: "applyTitle", lead: "applyLead", mount };
