// An experiment of the course, made in the page when asked: its numbers as a table, and whether they show the verdict.

import { whole } from "convscope/check/numbers.js";
import { short } from "convscope/frame/colours.js";
import { h, show } from "convscope/frame/html.js";
import { say, spoken } from "convscope/frame/texts.js";
import { reason } from "convscope/check/telling.js";
import { working } from "convscope/learn/working.js";

const NAMES = { linear: "triedLinear", "mean of maps": "triedMean", pooled: "triedPooled", "not pooled": "triedFull", strided: "triedStrided", blurred: "triedBlurred", "fully connected": "triedFully" };
const FIRST = { "shuffled-pixels": "triedNetwork", shift: "triedNetwork", pooling: "triedNetwork", channels: "triedChannels" };

/** Put it into an element; gives {load, dress, stop, same, seen, ready}. Nothing is computed until it is asked for. */
export function triedFigure(element, { given }, figure) {
  const seen = { found: null };
  const place = h("div");
  const counted = (done, total) => say(given.name === "channels" ? "triedRounds" : "triedTrained", { done, total });
  const work = working({ ask: (values) => figure.ask("tried", { experiment: given.name, ...values }), idle: "triedTry", counted, take: (found) => ((seen.found = found), draw()) });
  show(element, work.element, place);

  const name = (text) => text.split(", ").map((part) => (NAMES[part] ? say(NAMES[part]) : part)).join(spoken() === "en" ? ", " : "，");
  const head = (key) => (key.includes(":") ? say(key.split(":")[0], { value: key.split(":")[1] }) : say(key));
  const cell = (value, percent) => (percent ? `${(100 * value).toFixed(1)}\u00a0%` : value > 1000 ? whole(Math.round(value)) : short(value));

  function draw() {
    work.dress();
    if (!seen.found) return;
    const { columns, percent, rows, shows, verdict, said, pictures, tested } = seen.found;
    const bar = (value, at) => (percent[at] && value >= 0 ? `background:linear-gradient(90deg,color-mix(in srgb,var(--accent) 18%,transparent) ${100 * value}%,transparent 0)` : null);
    const row = ([first, ...values]) => h("tr", {}, h("th", { scope: "row" }, name(first)), values.map((value, at) => h("td", { "data-value": String(value), style: bar(value, at) }, cell(value, percent[at]))));
    const heads = h("tr", {}, [say(FIRST[given.name]), ...columns.map(head)].map((words) => h("th", { scope: "col" }, words)));
    show(place, h("div", { class: "scroll" }, h("table", { class: "layers numbers" }, h("thead", {}, heads), h("tbody", {}, rows.map(row)))),
      given.name === "channels" ? null : h("p", { class: "quiet" }, say("triedOn", { pictures, tested })),
      h("p", { class: "said", role: "status", "data-shows": String(shows) }, say(shows ? "triedShows" : "triedShowsNot")), h("p", { "data-measured": "" }, reason(verdict, said, "experiments")));
  }

  return { load: () => (draw(), work.load()), dress: draw, stop: work.stop, same: work.same, seen, ready: () => true };
}
