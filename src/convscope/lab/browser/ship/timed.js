// How fast the network runs here: a row a runtime, the fastest first, the machine's roofline under them, and one line of advice.

import { reason } from "convscope/check/telling.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { going } from "convscope/ship/targets.js";
import { apart, size, time } from "convscope/ship/units.js";

const COLUMNS = ["shipRuntime", "shipMedian", "shipP99", "shipApart", "shipSize", "shipFirstAnswer"];
const percent = (times) => String(Math.ceil(Number((100 * (times - 1)).toFixed(6)))); // "within" is true of what is rounded up

/** begin() and stop() ask the server. */
export function timed({ begin, stop }) {
  const element = h("section", { id: "timed" });
  const chip = (id, words, onclick, more = {}) => h("button", { class: "chip", id, onclick, ...more }, words);

  function rows({ measured, recommended }) {
    const head = h("tr", {}, COLUMNS.map((key) => h("th", { scope: "col" }, say(key))));
    const row = (one) => {
      const cells = [time(one.p50), time(one.p99), apart(one.difference), size(one.bytes), one.load_seconds < 1 ? time(1000 * one.load_seconds) : `${one.load_seconds.toFixed(2)} s`];
      return h("tr", { class: one.name === recommended ? "recommended" : null, "data-runtime": one.name }, h("th", { scope: "row" }, one.name), cells.map((words) => h("td", {}, words)));
    };
    return h("div", { class: "sheet" }, h("table", { class: "layers" }, h("thead", {}, head), h("tbody", {}, measured.map(row))));
  }

  function roof({ roofline, measured, recommended }) {
    if (!roofline) return null;
    const least = Math.max(roofline.compute_ms, roofline.memory_ms);
    const best = measured.find((one) => one.name === recommended);
    const digits = (value) => value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
    return h("p", { "data-fact": "roofline" }, say("shipRoofline", {
      macs: digits(roofline.macs / 1e6), bytes: size(roofline.bytes), gmacs: digits(roofline.peaks.gmacs), gbytes: digits(roofline.peaks.gbytes),
      least: time(least), bound: say(roofline.bound === "memory" ? "shipByMemory" : "shipByComputing"), name: recommended, times: digits(best.p50 / least),
    })); // prettier-ignore
  }

  function advice({ measured, recommended, threads }) {
    const best = measured.find((one) => one.name === recommended);
    const fastest = measured.filter((one) => one.difference <= 1e-3).reduce((one, other) => (other.p50 < one.p50 ? other : one));
    const plain = measured.find((one) => one.name === "torch");
    const told = [say("shipAdvice", { name: recommended, time: time(best.p50), threads: String(threads) })];
    if (best.p50 > fastest.p50) told.push(say("shipAdviceNear", { name: fastest.name, percent: percent(best.p50 / fastest.p50) }));
    if (plain && plain !== best) told.push(say("shipAdviceTorch", { times: (plain.p50 / best.p50).toFixed(1) }));
    return h("p", { "data-fact": "advice" }, h("b", {}, told.join(" ")));
  }

  return {
    element,
    draw({ timed: work, running }) {
      const one = work?.result;
      const failed = work?.ended === "error" ? [h("p", { class: "lost", role: "alert" }, reason(work.message)), work.fix ? h("p", {}, reason(work.fix)) : null] : [];
      const button = work?.running ? [...going(work, "shipStepMaking"), chip("stop-bench", say("shipStop"), stop)] : [chip("bench", say(one ? "shipTimeAgain" : "shipTime"), begin, running ? { disabled: true } : {})];
      const missing = one?.missing.map(({ name, why, fix }) => h("p", { class: "quiet" }, say("shipNotTried", { name, why: reason([why, fix].filter(Boolean).join("; ")) }))) ?? [];
      show(element, h("h2", {}, say("shipTimeTitle")), h("p", { class: "quiet" }, say("shipTimeText")), failed, one ? [advice(one), rows(one), roof(one), ...missing] : [], button);
    },
  };
}
