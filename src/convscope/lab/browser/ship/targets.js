// What can be made: a part a target, with what stands against it, how it went, what it takes, and the file to save.

import { reason } from "convscope/check/telling.js";
import { whole } from "convscope/check/numbers.js";
import { keepingFocus } from "convscope/frame/focus.js";
import { h, show } from "convscope/frame/html.js";
import { gap, say, titled } from "convscope/frame/texts.js";
import { waiting } from "convscope/frame/turns.js";
import { apart, size, time } from "convscope/ship/units.js";

const MANY = 1e6; // weights above which C has them in a file of their own, as the library decides

const STEPS = ["exporting", "compiling", "calibrating", "rounding", "comparing", "choosing", "testing", "proving", "making", "timing", "pacing"]; // as the library names them

const folder = (target) => target === "c" || target === "c-int8";
const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** How far it is, as `convscope ship --json-lines` counts it: {done, total, things: "% step"}; before that, that it goes on, or what it waits for. */
export function going({ counted, waits }, beginning = "shipMaking") {
  const step = STEPS.find((one) => counted?.things?.endsWith(` ${one}`));
  const told = waiting(waits) ?? (step ? `${say(`shipStep${capital(step)}`)} · ${counted.done} %` : say(beginning));
  return [h("progress", { "aria-label": say(beginning), ...(step ? { value: String(counted.done), max: String(counted.total) } : {}) }), h("p", { class: "quiet", role: "status" }, told)];
}

/** Make it; begin(what) and stop() ask the server. */
export function targets({ begin, stop }) {
  const element = h("div", { class: "targets" });
  const chip = (id, words, onclick, more = {}) => h("button", { class: "chip", id, onclick, ...more }, words);

  function facts({ target, work }, parameters) {
    const one = work.result;
    const fact = (key, value, name) => (value === null || value === undefined ? null : h("div", {}, h("dt", {}, say(key)), h("dd", { "data-fact": name }, value)));
    const share = (told) => `${(100 * told).toFixed(2)} %`;
    const exact = one.tolerance === undefined ? null : say("shipSame", { allowed: apart(one.tolerance) });
    return [
      h("dl", { class: "facts" },
        fact(folder(target) ? "shipFolder" : "shipFile", size(one.bytes), "bytes"),
        one.float_bytes && !folder(target) ? fact("shipFloatFile", size(one.float_bytes), "float") : null,
        one.flash ? fact("shipFlash", size(one.flash), "flash") : null,
        one.ram ? fact("shipRam", size(one.ram), "ram") : null,
        one.float_flash ? fact("shipFloatMemory", say("shipBoth", { flash: size(one.float_flash), ram: size(one.float_ram) }), "floats") : null,
        fact("shipApart", apart(one.difference), "difference"),
        fact({ int8: "shipFloatTime", "c-int8": "shipFloatCTime" }[target] ?? "shipTorchTime", time(one.original.median), "original"),
        fact(`ship${target === "html" ? "C" : capital(target)}Time`, time(one.shipped.median), "shipped"),
        one.told ? fact("shipTold", `${share(one.told.before)} → ${share(one.told.after)}`, "told") : null,
        one.left_in_float ? fact("shipQuantised", say("shipOf", { some: one.quantised, all: one.quantised + one.left_in_float.length }), "quantised") : null,
        one.share_of_macs ? fact("shipMacs", share(one.share_of_macs), "macs") : null),
      exact ? h("p", { class: "quiet" }, exact, gap(), say("shipCompared", { count: whole(one.compared) })) : null,
      one.told ? h("p", { class: "quiet" }, say(one.told.measure === "accuracy" ? "shipAccuracy" : "shipAgreement", { count: whole(one.told.pictures), on: reason(one.told.source) })) : null,
      one.left_in_float?.length ? h("p", { class: "quiet" }, say("shipLeft", { layers: one.left_in_float.join(", ") })) : null,
      one.proven ? h("p", { class: "quiet" }, say("shipProven", { count: whole(one.proven) })) : null,
      target === "onnx" && one.one_size_because ? h("p", { class: "quiet" }, say("shipOneSize", { why: reason(one.one_size_because) })) : null,
      folder(target) && parameters > MANY ? h("p", { class: "quiet" }, say("shipBlob")) : null,
    ]; // prettier-ignore
  }

  function how(one, { running, parameters }) {
    const { target, work, stands, made, file } = one;
    if (stands && !made) return [h("p", { class: "lost" }, say(`shipNo${capital(stands)}`)), h("p", {}, say(`shipNo${capital(stands)}Fix`))];
    if (work?.running) return [...going(work), chip(`stop-${target}`, say("shipStop"), stop)];
    const make = chip(`make-${target}`, say(made ? "shipAgain" : "shipMake"), () => begin(target), running ? { disabled: true } : {});
    const told = work?.ended === "error" ? [h("p", { class: "lost", role: "alert" }, reason(work.message)), work.fix ? h("p", {}, reason(work.fix)) : null] : work?.ended === "interrupted" ? [h("p", { class: "quiet" }, say("shipStopped"))] : [];
    const saved = folder(target) ? `${file}.zip` : file;
    const save = made ? h("a", { class: "chip", href: `/ship/${target}`, download: saved }, say("shipSave", { file: saved })) : null;
    return [...told, work?.result ? facts(one, parameters) : null, h("div", { class: "chips" }, make, save)].flat();
  }

  return {
    element,
    draw(found) {
      keepingFocus(element, () => show(element, found.targets.map((one) => h("section", { class: "target", "data-target": one.target, "aria-label": titled("ship", one.target) }, h("h2", {}, titled("ship", one.target)), h("p", { class: "quiet" }, say(`ship${capital(one.target)}Is`)), how(one, found)))));
    },
  };
}
