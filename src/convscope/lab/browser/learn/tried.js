// An experiment of the course, made in the page when asked: its numbers as a table, and whether they show the verdict.

import { whole } from "convscope/check/numbers.js";
import { short } from "convscope/frame/colours.js";
import { h, show } from "convscope/frame/html.js";
import { say, spoken } from "convscope/frame/texts.js";
import { patient } from "convscope/learn/asking.js";

const NAMES = { linear: "triedLinear", "mean of maps": "triedMean", pooled: "triedPooled", "not pooled": "triedFull", strided: "triedStrided", blurred: "triedBlurred", "fully connected": "triedFully" };
const FIRST = { "shuffled-pixels": "triedNetwork", shift: "triedNetwork", pooling: "triedNetwork", channels: "triedChannels" };

/** Put it into an element; gives {load, dress, stop, same, seen, ready}. Nothing is computed until it is asked for. */
export function triedFigure(element, { given }, figure) {
  const seen = { found: null };
  const place = h("div");
  const asking = patient("triedTry", "triedTrying", async () => {
    seen.found = await figure.ask("tried", { experiment: given.name });
    draw();
  }, place); // prettier-ignore
  show(element, asking.button, place);

  const name = (text) => text.split(", ").map((part) => (NAMES[part] ? say(NAMES[part]) : part)).join(spoken() === "en" ? ", " : "，");
  const head = (key) => (key.includes(":") ? say(key.split(":")[0], { value: key.split(":")[1] }) : say(key));
  const cell = (value, percent) => (percent ? `${(100 * value).toFixed(1)}\u00a0%` : value > 1000 ? whole(Math.round(value)) : short(value));

  function draw() {
    asking.dress();
    if (!seen.found) return;
    const { columns, percent, rows, shows, verdict, pictures } = seen.found;
    const bar = (value, at) => (percent[at] && value >= 0 ? `background:linear-gradient(90deg,color-mix(in srgb,var(--accent) 18%,transparent) ${100 * value}%,transparent 0)` : null);
    const row = ([first, ...values]) => h("tr", {}, h("th", { scope: "row" }, name(first)), values.map((value, at) => h("td", { "data-value": String(value), style: bar(value, at) }, cell(value, percent[at]))));
    const heads = h("tr", {}, [say(FIRST[given.name]), ...columns.map(head)].map((words) => h("th", { scope: "col" }, words)));
    show(place, h("div", { class: "scroll" }, h("table", { class: "layers" }, h("thead", {}, heads), h("tbody", {}, rows.map(row)))),
      given.name === "channels" ? null : h("p", { class: "quiet" }, say("triedOn", { pictures, tested: Math.floor(pictures / 3) })),
      h("p", { class: "said", role: "status", "data-shows": String(shows) }, say(shows ? "triedShows" : "triedShowsNot")), spoken() === "en" ? h("p", {}, verdict) : null);
  }

  const command = () => `convscope experiment ${given.name}`;
  const python = () => (given.name === "channels" ? `import convscope as cs\n\nprint(cs.experiments.channels().verdict)` : `import convscope as cs\n\ntrying = cs.experiments.Trying(pictures=${seen.found?.pictures ?? 600})\nprint(cs.experiments.${given.name.replaceAll("-", "_")}(trying).verdict)`);
  return { load: draw, dress: draw, stop() {}, same: () => ({ command: command(), python: python() }), seen, ready: () => true };
}
