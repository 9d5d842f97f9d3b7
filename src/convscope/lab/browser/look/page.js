// Look: the network as columns of live maps; from there to a layer, to a unit, to one product, and back out the same way.

import { reason } from "convscope/check/telling.js";
import { bars } from "convscope/draw/bars.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { short } from "convscope/frame/colours.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { gone, picking } from "convscope/frame/uploading.js";
import { beside } from "convscope/look/beside.js";
import { layer } from "convscope/look/layer.js";
import { network } from "convscope/look/network.js";
import { out, parse, words } from "convscope/look/state.js";
import { sum } from "convscope/look/sum.js";
import { unit } from "convscope/look/unit.js";

function mount(frame) {
  let [state, found, opened, maps, pointed, asked, turns] = [parse(""), null, null, null, null, "", 0];
  const fault = h("div", { role: "alert" });
  const answer = bars();
  const slow = beside();
  const board = network({ open: (index) => turn({ layer: index, page: 0, unit: -1, place: [], channel: -1 }), choose, point });
  const under = h("p", { class: "told", id: "under", role: "status" });
  const way = h("nav", { class: "crumbs", "data-label": "lookWhere" });
  const detail = h("div", { class: "detail" });
  show(frame.middle, fault, board.element, under, way, detail);
  const shown = h("section", { id: "entered" });
  const which = h("div", { class: "chips" });
  show(frame.inspector, shown, answer.element, which, slow.element);

  function turn(some, how = {}) {
    state = { ...state, ...some };
    frame.remember(words(state), how);
    load();
  }
  function choose(index, one) {
    turn({ layer: index, unit: one, place: [], channel: -1 });
  }

  /** Ask for what the address says: the network's run, a layer's page, a unit; of two that were begun only the newer is drawn. */
  async function load() {
    document.documentElement.removeAttribute("data-settled");
    const mine = (turns += 1);
    let [page, one, failed] = [null, null, null];
    try {
      const run = JSON.stringify([state.picture, state.layers]);
      if (run !== asked) {
        const fresh = await ask("look", { picture: state.picture, layers: state.layers }, { topic: "look" });
        if (mine !== turns) return;
        [found, asked] = [fresh, run];
        board.draw(found, state);
        aside();
      }
      const given = { picture: state.picture, layer: state.layer };
      if (state.layer >= 0 && state.unit < 0) page = await ask("look-layer", { ...given, page: state.page }, { topic: "layer" });
      if (state.unit >= 0) one = await ask("look-unit", { ...given, unit: state.unit, place: state.place }, { topic: "unit" });
    } catch (error) {
      if (error instanceof Superseded) return;
      failed = error;
    }
    if (mine !== turns) return;
    [maps, opened] = [page, one];
    const message = failed && (failed.kind === "Gone" ? gone() : reason(failed.message, failed.said?.[0]));
    show(fault, failed ? h("p", { class: "lost" }, message) : null, failed?.fix ? h("p", {}, reason(failed.fix, failed.said?.[1])) : null);
    draw();
    document.documentElement.dataset.settled = "yes";
  }

  function aside() {
    const choices = ["main", "all"].map((one) => h("button", { class: "chip", "data-layers": one, "aria-pressed": String(state.layers === one), onclick: () => turn({ layers: one }) }, say(one === "main" ? "lookMain" : "lookAll")));
    show(which, choices, h("span", { class: "quiet" }, say("lookLayers", { count: found.columns.length, of: found.all })), found.hidden > found.all / 2 ? h("p", { class: "quiet", id: "hidden" }, say("lookHidden", { count: found.hidden, of: found.all })) : null);
    show(shown, h("h2", {}, say("lookEntered", { size: found.size.join(" × ") })), h("img", { src: found.picture, alt: say("lookPicture") }), picker, found.trained ? null : h("p", { class: "quiet" }, say("lookUntrained")));
    answer.draw(found.answer);
  }

  function draw() {
    if (!found) return;
    board.mark(state);
    const name = (index) => found.columns.find((one) => one.index === index)?.name ?? opened?.name ?? maps?.name ?? `${index}`;
    const step = (text, some, here) => h("button", { class: "chip", "aria-current": here ? "step" : null, onclick: () => turn(some) }, text);
    const depth = state.layer < 0 ? 0 : state.unit < 0 ? 1 : state.channel < 0 ? 2 : 3;
    show(way, step(say("lookNetworkShort"), { layer: -1, page: 0, unit: -1, place: [], channel: -1 }, depth === 0),
      depth > 0 ? step(name(state.layer), { unit: -1, place: [], channel: -1 }, depth === 1) : null,
      depth > 1 ? step(say("lookUnitShort", { unit: state.unit }), { channel: -1 }, depth === 2) : null,
      depth > 2 ? step(say("lookChannel", { channel: state.channel }), {}, true) : null,
      h("span", { class: "quiet" }, say(depth ? "lookEscape" : "lookBegin")));
    if (opened) show(detail, h("div", { class: "units" }, unit(opened, found.picture, found.size, { turn: (some) => turn({ ...some }) }), sum(opened, state, { turn: (some) => turn(some), go: (index) => turn({ layer: index, channel: -1 }) })));
    else if (maps) show(detail, layer(maps, { choose: (one) => choose(maps.index, one), point: (one) => point(maps.index, one), turn }));
    else show(detail);
    slow.of(opened ? { picture: state.picture, layer: opened.index, unit: opened.unit, place: opened.place } : null, found.ways);
    linked(opened);
  }

  async function point(index, one) {
    if (pointed === `${index} ${one}`) return;
    pointed = `${index} ${one}`;
    try {
      linked(await ask("look-unit", { picture: state.picture, layer: index, unit: one }, { topic: "point" }));
    } catch (error) {
      if (!(error instanceof Superseded)) under.textContent = reason(error.message, error.said?.[0]);
    }
  }

  function linked(one) {
    const count = board.link(one);
    under.textContent = one ? say(count === null ? "lookFedHidden" : one.sum ? (count ? "lookFed" : "lookFedNone") : "lookPointed", { layer: one.name, unit: one.unit, value: short(one.value, 5), place: one.place.length ? ` (${one.place.join(", ")})` : "", count }) : say("lookHover");
  }

  const picker = picking(({ picture }) => turn({ picture, place: [], channel: -1 }), { still: true });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || state.layer < 0 || document.querySelector("dialog[open]") || frame.inspector.classList.contains("open")) return;
    turn(out(state));
  });
  globalThis.convscope = { get state() { return state; }, get found() { return found; }, get opened() { return opened; }, get maps() { return maps; }, turn }; // prettier-ignore
  return {
    read(text) {
      state = parse(text);
      load();
    },
    dress() {
      if (!found) return;
      board.draw(found, state);
      aside();
      draw();
    },
    same: () => opened?.same ?? maps?.same ?? found?.same ?? { command: "convscope look", python: `# ${say("noSame")}` },
  };
}

export default { name: "look", title: "lookTitle", lead: "lookLead", mount };
