// How many pictures a second a network answers here: one at a time and many, on one thread and on all.

import { whole } from "convscope/check/numbers.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { settings } from "convscope/frame/settings.js";
import { patient, whose } from "convscope/learn/asking.js";

/** Put it into an element; gives {load, dress, stop, same, seen, ready}. Nothing is measured until it is asked for. */
export function pacesFigure(element, { given }, figure) {
  const seen = { found: null };
  const place = h("div");
  const asking = patient("pacesMeasure", "pacesMeasuring", measure, place);
  show(element, whose(figure, given, load), asking.button, place);

  function load() {
    seen.found = null;
    draw();
  }

  async function measure() {
    seen.found = await figure.ask("paces");
    draw();
  }

  function draw() {
    asking.dress();
    if (!seen.found) return void show(place);
    const { rows, macs, times, cores, busy } = seen.found;
    const most = Math.max(...rows.map((row) => row.rate));
    const words = (row) => (row.threads === null ? row.device : say(row.threads === 1 ? "pacesThread" : "pacesThreads", { threads: row.threads }));
    const body = rows.map((row) => {
      const bar = h("span", { class: "pace", style: `width: ${Math.max(1, (100 * row.rate) / most)}%` });
      return h("tr", { "data-rate": String(row.rate) }, h("td", {}, words(row)), h("td", {}, whole(row.batch)), h("td", {}, whole(Math.round(row.rate))), h("td", {}, ((row.rate * macs) / 1e9).toFixed(1)), h("td", { class: "bar" }, bar));
    });
    const head = ["pacesWhere", "pacesBatch", "pacesRate", "pacesProducts"].map((name) => h("th", { scope: "col" }, say(name)));
    show(place, h("div", { class: "scroll" }, h("table", { class: "layers paces" }, h("thead", {}, h("tr", {}, head, h("th"))), h("tbody", {}, body))), h("p", { class: "said", role: "status" }, say("pacesTimes", { times: times.toFixed(1), macs: whole(macs), cores }), busy > 0.5 ? ` ${say("pacesBusy", { busy: busy.toFixed(1) })}` : null));
  }

  const spelling = () => (figure.own || !given.network || given.network === "yours" ? settings.model : given.network);
  const python = () => `import convscope as cs\n\nfor one in cs.ship.bench(cs.load(${JSON.stringify(spelling())}), on=["torch"]).measured:\n    print(one.paces)`;
  return { load, dress: draw, stop() {}, same: () => ({ command: `convscope bench ${spelling()} --on torch`, python: python() }), seen, ready: () => true };
}
