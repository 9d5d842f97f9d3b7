// One layer in words and numbers: the facts of `convscope check --layer`, in the language that is spoken.

import { by, count, runs, whole } from "convscope/check/numbers.js";
import { reason } from "convscope/check/telling.js";
import { h } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

/** The formula as it is, but for the words that the library puts into it. */
function formula(text, amount) {
  if (text === "none") return say("checkNone");
  if (text.startsWith("none of its own")) return say("checkShared");
  const [numbers, words] = text.split(", a scale");
  return words === undefined ? text || whole(amount) : `${numbers}, ${say("checkScaleShift")}`;
}

/** The output size's formula; which way it was rounded is a word. */
function rounded(text) {
  const [, exact, way, outputs] = text.match(/^(.*), (up|down) to (\d+)$/) ?? [];
  return exact ? `${exact}${say(way === "up" ? "checkUp" : "checkDown", { outputs })}` : text;
}

function field(found) {
  if (!found.receptive_field || found.status === "unknown") return found.because ? say("checkFieldBecause", { because: reason(found.because, found.because_said) }) : say("checkFieldUnknown");
  if (found.status === "unbounded") return say("checkFieldAll");
  const size = by(found.receptive_field);
  if (!found.effective_stride) return `${size} ${say("checkEach")}`;
  return say("checkStride", { field: size, stride: by(found.effective_stride.map((one) => Number(one.toFixed(3)))) });
}

const uses = ({ least, most, corner, middle }, one, span) => (least === most ? say(one, { count: count(least) }) : say(span, { least: count(least), most: count(most), corner: count(corner), middle: count(middle) }));

/** Which rows and columns, in words; of a line, which positions. */
export function lines(rows, columns, flat = false) {
  if (flat) return columns.length ? say("checkPositions", { list: runs(columns) }) : "";
  return [rows.length ? say("checkRows", { list: runs(rows) }) : "", columns.length ? say("checkColumns", { list: runs(columns) }) : ""].filter(Boolean).join("; ");
}

const AXES = { 2: ["checkHeight", "checkWidth"], 3: ["checkDepth", "checkHeight", "checkWidth"] };

/** The formula of the output's size: once where it is the same along all axes. */
function outputSizes(sizes) {
  const names = new Set(sizes).size > 1 && AXES[sizes.length];
  if (!names) return [...new Set(sizes)].map((one) => ["checkOutputSize", rounded(one)]);
  return sizes.map((one, axis) => [say("checkOutputSizeOf", { axis: say(names[axis]) }), rounded(one)]);
}

/** Pairs of what and how much. */
export function facts(found) {
  const shape = (full) => by(full.slice(1)) || say("checkNumber");
  const said = [
    ["checkTakes", found.takes.map((one) => `${one.name.startsWith("input") ? one.name.replace("input", say("checkInput")) : one.name} ${shape(one.shape)}`).join(", ")],
    ["checkGives", shape(found.output_shape)],
    ...outputSizes(found.output_size),
    ["checkParameters", formula(found.parameters_formula, found.parameters)],
    ["checkMacs", formula(found.macs_formula, found.macs)],
  ];
  if (found.uses) said.push(["checkUses", uses(found.uses, "checkTimes", "checkTimesSpan")]);
  if (found.network_uses) said.push(["checkWays", uses(found.network_uses, "checkWaysOne", "checkWaysSpan")]);
  said.push(["checkField", field(found)]);
  if (found.unit) {
    const { place, pixels, of, bounds } = found.unit;
    const holes = bounds.length ? bounds.reduce((product, [first, last]) => product * (last - first + 1), 1) - pixels : 0;
    const axes = { 1: ["checkPosition"], 2: ["checkRow", "checkColumn"], 3: ["checkPlane", "checkRow", "checkColumn"] }[bounds.length];
    const spans = bounds.map(([first, last], axis) => say(axes[axis], { first, last }));
    said.push([place.length ? say("checkUnit", { place: place.join(", ") }) : say("checkAllUnits"), [say("checkReads", { count: whole(pixels), of: whole(of) }), ...spans, holes ? say("checkHoles", { count: whole(holes) }) : ""].filter(Boolean).join("; ")]);
  }
  if (found.file) said.push(["checkPlace", `${found.file.split("/").at(-1)}:${found.line}`]);
  return said.map(([what, told]) => [what.startsWith("check") ? say(what) : what, told]);
}

export function explained(found) {
  const list = h("dl", { class: "facts" }, facts(found).flatMap(([what, told]) => [h("dt", {}, what), h("dd", {}, told)]));
  if (!found.sharing) return [list];
  const ways = { checkFully: found.sharing.fully_connected, checkLocally: found.sharing.locally_connected, checkConvolutional: found.sharing.convolutional };
  return [list, h("h3", {}, say("checkSharing")), h("table", { class: "gained" }, h("tr", {}, h("th"), h("th", {}, say("checkParameters")), h("th", {}, say("checkColumnMacs"))), Object.entries(ways).map(([key, cost]) => h("tr", {}, h("th", { scope: "row" }, say(key)), h("td", {}, count(cost.parameters)), h("td", {}, count(cost.macs)))))];
}
