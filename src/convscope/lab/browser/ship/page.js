// Ship: what the network can be made into, how much each takes, and PyTorch against each file layer by layer.

import { linked } from "convscope/check/linked.js";
import { reason } from "convscope/check/telling.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { gap, say, titled } from "convscope/frame/texts.js";
import { chart } from "convscope/ship/chart.js";
import { parse, words } from "convscope/ship/state.js";
import { table } from "convscope/ship/table.js";
import { going, targets } from "convscope/ship/targets.js";
import { timed } from "convscope/ship/timed.js";
import { apart, cosine, where } from "convscope/ship/units.js";

const OFTEN = 400; // milliseconds between two questions how far it is

function mount(frame) {
  let [state, found, timer, drawn] = [parse(""), null, 0, ""];
  const fault = h("div", { role: "alert" });
  const parts = targets({ begin, stop });
  const speed = timed({ begin: () => begin("bench"), stop });
  const [picture, sheet] = [chart(), table()];
  const told = h("div", { class: "comparison" });
  const pane = h("div", { class: "graph" }, picture.element);
  const rows = h("div", { class: "sheet" }, sheet.element);
  const compared = h("section", { id: "compared" }, told, picture.key, pane, rows);
  show(frame.middle, fault, parts.element, compared, speed.element);
  const about = h("section", { id: "layer" });
  show(frame.inspector, about);
  const links = linked(pane, rows, (at) => turn({ layer: files()[0].layers[at].layer, what: "compare" }));
  const files = () => found?.compared?.result?.files ?? [];

  function turn(some, how = {}) {
    state = { ...state, ...some };
    frame.remember(words(state), how);
    chosen();
  }
  function begin(what) {
    turn({ what }, { replace: true });
    act("ship-begin", { what });
  }
  function stop() {
    act("ship-stop");
  }

  async function act(kind, values = {}) {
    clearTimeout(timer);
    try {
      found = await ask(kind, values, { topic: "ship" });
      show(fault);
      draw();
    } catch (error) {
      if (error instanceof Superseded) return;
      show(fault, h("p", { class: "lost" }, reason(error.message, error.said?.[0])), error.fix ? h("p", {}, reason(error.fix, error.said?.[1])) : null);
    }
    if (found?.running) timer = setTimeout(() => act("ship"), OFTEN);
    document.documentElement.dataset.settled = "yes";
  }

  function draw() {
    if (!found.targets.length) return show(parts.element, h("p", {}, say("shipNoPicture")));
    const key = JSON.stringify([found, document.documentElement.lang]);
    if (key === drawn) return;
    drawn = key;
    parts.draw(found);
    speed.draw(found);
    compare();
    chosen();
  }

  function compare() {
    const work = found.compared;
    const list = files();
    const chip = (key, onclick, more = {}) => h("button", { class: "chip", id: "compare", onclick, ...more }, say(key));
    const make = chip(list.length ? "shipCompareAgain" : "shipCompare", () => begin("compare"), found.running || !found.comparable.length ? { disabled: true } : {});
    const running = work?.running ? [...going(work, "shipComparing"), h("button", { class: "chip", id: "stop-compare", onclick: stop }, say("shipStop"))] : null;
    const failed = work?.ended === "error" ? h("p", { class: "lost", role: "alert" }, reason(work.message)) : null;
    show(told, h("h2", {}, say("shipCompareTitle")), h("p", { class: "quiet" }, say(found.comparable.length ? "shipCompareText" : "shipCompareNone")), failed, list.map(verdict), running ?? make);
    for (const part of [picture.key, pane, rows]) part.hidden = !list.length;
    if (!list.length) return;
    picture.draw(list, frame.middle.clientWidth - 56);
    sheet.draw(list);
  }

  function verdict({ target, layers, begins, answer }) {
    const there = layers.filter((one) => one.tensor).length;
    const first = layers.find((one) => one.layer === begins);
    const where = first ? say("shipBegins", { layer: begins, relative: apart(first.relative ?? Infinity), place: first.place ? ` (${first.place})` : "" }) : say("shipAllAgree");
    return h("p", { "data-verdict": target }, h("b", {}, titled("ship", target)), " ", say("shipFound", { some: there, all: layers.length }), gap(), where, gap(), say("shipAnswerOff", { relative: apart(answer.relative), cosine: cosine(answer.cosine) }));
  }

  function chosen() {
    const list = files();
    const at = list.length ? list[0].layers.findIndex((one) => one.layer === state.layer) : -1;
    links.choose(at);
    if (at < 0) return show(about, h("h2", {}, say("checkLayer")), h("p", { class: "quiet" }, say(list.length ? "shipChoose" : "shipChooseNone")));
    const { layer, operator, place } = list[0].layers[at];
    const fact = (key, value) => [h("dt", {}, say(key)), h("dd", {}, value)];
    return show(about, h("h2", {}, layer), h("dl", { class: "facts" }, fact("checkColumnOperator", operator), place ? fact("shipLine", place) : null),
      list.map(({ target, layers }) => {
        const one = layers[at];
        return [h("h3", {}, titled("ship", target)), one.tensor ? h("dl", { class: "facts" }, fact("shipTensor", one.tensor), fact("shipLargest", apart(one.largest ?? Infinity)), fact("shipRelative", apart(one.relative ?? Infinity)), fact("shipCosine", cosine(one.cosine)), fact("shipWhereLong", where(one.where))) : h("p", { class: "quiet" }, say("shipFolded"))];
      }).flat(),
      h("button", { class: "chip", id: "none", onclick: () => turn({ layer: "" }) }, say("checkClose")));
  }

  addEventListener("resize", () => files().length && (picture.draw(files(), frame.middle.clientWidth - 56), chosen()));
  globalThis.convscope = { get state() { return state; }, get found() { return found; }, turn };
  act("ship");
  return {
    read(text) {
      state = parse(text);
      if (found) chosen();
    },
    dress() {
      drawn = "";
      if (found) draw();
    },
    same: () => found?.same?.[state.what] ?? { command: "convscope ship MODEL --to onnx", python: "" },
  };
}

export default { name: "ship", title: "shipTitle", lead: "shipLead", mount };
