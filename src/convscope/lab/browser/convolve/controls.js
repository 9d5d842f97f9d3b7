// The inspector: every setting of the layer and the picture.

import { scaleOf } from "convscope/frame/colours.js";
import { pixelsInto } from "convscope/frame/pixels.js";
import { h } from "convscope/frame/html.js";
import { keeper } from "convscope/frame/keeping.js";
import { isPool } from "convscope/convolve/layer.js";
import { EXAMPLES } from "convscope/convolve/lectures.js";
import { kernelOf, NAMES as PRESETS } from "convscope/convolve/presets.js";
import { NAMES as SAMPLES } from "convscope/convolve/samples.js";
import { FILLS, layerOf, MODES, MOST, RESPONSES, RULES } from "convscope/convolve/state.js";
import { carried, trained } from "convscope/convolve/trained.js";
import { settings } from "convscope/frame/settings.js";
import { say, titled } from "convscope/frame/texts.js";

const PAIRS = { ky: "kx", sy: "sx", dy: "dx", oy: "ox" };

/**
 * Make the inspector of a panel; what is given back shows a state in it, anew where it differs. `on` answers:
 * change(some settings), example(name), upload(file), given(), cut().
 */
export function makeControls(panel, on) {
  const keep = keeper(panel);
  const sections = [examples, operation, kernel, windows, padding, response, picture].map((build) => (state) => build(state, on));
  return (state) => keep({ ...state, trainedLayers: carried() }, sections);
}

const section = (title, ...inside) => h("section", { role: "group", "aria-label": title }, h("h2", {}, title), ...inside);

function chips(names, chosen, label, pick) {
  return h("div", { class: "chips" }, names.map((name) =>
    h("button", { class: "chip", "data-name": name, "aria-pressed": String(name === chosen), onclick: () => pick(name) }, label(name))));
} // prettier-ignore

function examples(state, on) {
  const first = h("option", { value: "" }, say("choose"));
  const taken = (list) => {
    const name = list.value;
    list.value = ""; // so that the same one can be taken again
    if (name) on.example(name);
  };
  const options = Object.keys(EXAMPLES).map((name) => h("option", { value: name }, titled("example", name)));
  return section(say("examples"), h("select", { id: "examples", "aria-label": say("examples"), onchange: (event) => taken(event.target) }, first, options));
}

function operation(state, on) {
  const relu = h("input", { type: "checkbox", id: "relu", ...(state.relu ? { checked: true } : {}), onchange: (event) => on.change({ relu: event.target.checked }) });
  return section(say("operation"), chips(MODES, state.mode, say, (mode) => on.change({ mode })), h("label", { class: "check" }, relu, say("relu")));
}

function kernel(state, on) {
  if (isPool(state.mode)) return null;
  const depth = state.channels / state.groups;
  const pictures = PRESETS.map((name) => {
    const own = !state.weights && name === state.preset;
    const give = () => on.change({ preset: name, weights: null });
    return h("button", { class: "kernel", "data-name": name, "aria-pressed": String(own), title: titled("kernel", name), onclick: give }, thumbnail(kernelOf(name, depth, state.ky, state.kx).slice(0, state.ky * state.kx), state.ky, state.kx), h("span", {}, titled("kernel", name)));
  });
  const bias = state.biases?.[state.map] ?? 0;
  const give = (event) => {
    const biases = state.biases ? [...state.biases] : new Array(state.kernels).fill(0);
    biases[state.map] = Number(event.target.value) || 0;
    on.change({ biases });
  };
  return section(
    say("preset"),
    h("div", { class: "kernels" }, pictures),
    ...trained(state, on.change, () => on.change({})),
    h("div", { class: "rows" },
      number("kernels", say("kernels"), state.kernels, 1, MOST.kernels, (kernels) => on.change({ kernels })),
      h("label", { class: "number" }, say("bias"), h("input", { type: "number", id: "bias", step: "any", value: bias, onchange: give })),
      h("button", { class: "chip", id: "cut", title: say("cutHelp"), onclick: on.cut }, say("cut")),
    ),
  ); // prettier-ignore
}

function windows(state, on) {
  const row = (label, down, across, least, most) =>
    pairOf(label, down, across, state, (value) => on.change(value), [least, most]);
  const both = h("input", { type: "checkbox", id: "both", ...(state.axes ? {} : { checked: true }), onchange: (event) => on.change(event.target.checked ? alike(state) : { axes: true }) });
  const divisors = Array.from({ length: state.channels }, (_, at) => at + 1).filter((groups) => state.channels % groups === 0 && state.kernels % groups === 0);
  return section(
    say("windowHead"),
    h("label", { class: "check" }, both, say("both")),
    h("div", { class: "pairs" },
      state.axes ? [h("span"), h("span", { class: "quiet" }, say("height")), h("span", { class: "quiet" }, say("width"))] : null,
      row(say("kernelSize"), "ky", "kx", 1, MOST.kernel),
      row(say("stride"), "sy", "sx", 1, MOST.stride),
      state.mode === "mean" ? null : row(say("dilation"), "dy", "dx", 1, MOST.dilation),
      state.mode === "transposed" ? row(say("outputPadding"), "oy", "ox", 0, MOST.stride - 1) : null,
    ),
    isPool(state.mode) || divisors.length < 2 ? null : [h("div", { class: "quiet" }, say("groups")), chips(divisors.map(String), String(state.groups), (name) => name, (name) => on.change({ groups: Number(name), weights: null }))],
  ); // prettier-ignore
}

const alike = (state) => ({ axes: false, ...Object.fromEntries(Object.entries(PAIRS).map(([down, across]) => [across, state[down]])) });

function pairOf(label, down, across, state, change, [least, most]) {
  const field = (name, give) => number(name, null, state[name], least, most, give, state.axes ? `${label}, ${say(name === down ? "height" : "width")}` : label);
  if (!state.axes) return [h("span", {}, label), h("span", { class: "wide" }, field(down, (value) => change({ [down]: value, [across]: value })))];
  return [h("span", {}, label), field(down, (value) => change({ [down]: value })), field(across, (value) => change({ [across]: value }))];
}

function padding(state, on) {
  const sides = ["top", "bottom", "left", "right"].map((side) => number(side, say(side), state[side], 0, MOST.padding, (value) => on.change({ [side]: value })));
  return section(
    say("padding"),
    chips(RULES, state.rule, say, (rule) => on.change({ rule })),
    state.rule === "explicit" ? h("div", { class: "rows sides" }, sides) : null,
    isPool(state.mode) ? pooling(state, on) : null,
    state.mode === "transposed" || state.rule === "valid" ? null : [h("div", { class: "quiet" }, say("fill")), chips(FILLS, state.fill, say, (fill) => on.change({ fill }))],
  );
}

/** What PyTorch's pools have besides, and a word where they could not pad so by themselves. */
function pooling(state, on) {
  const { y, x } = layerOf(state);
  const check = (name) => h("label", { class: "check" }, h("input", { type: "checkbox", id: name, ...(state[name] ? { checked: true } : {}), onchange: (event) => on.change({ [name]: event.target.checked }) }), say(name));
  const padded = y.before || y.after || x.before || x.after;
  return [
    check("ceil"),
    state.mode === "mean" ? check("countPadding") : null,
    padded && !y.own ? h("p", { class: "quiet", id: "pool-padding" }, say("poolPadding", { height: y.kernel >> 1, width: x.kernel >> 1 })) : null,
  ];
}

function response(state, on) {
  if (isPool(state.mode) || state.mode === "transposed") return null;
  return section(say("response"), chips(RESPONSES, state.response, say, (one) => on.change({ response: one })), h("p", { class: "quiet" }, say("responseHelp")));
}

function picture(state, on) {
  const file = h("input", { type: "file", id: "upload", accept: "image/*", hidden: true, onchange: (event) => event.target.files[0] && on.upload(event.target.files[0]) });
  const own = SAMPLES.includes(state.picture) ? [] : [state.picture];
  const name = (one) => (SAMPLES.includes(one) ? titled("sample", one) : say("sampleOwn"));
  return section(
    say("picture"),
    chips([...SAMPLES, ...own], state.values ? "" : state.picture, name, (one) => on.change({ picture: one, values: null })),
    h("div", { class: "rows" },
      number("channels", say("channels"), state.channels, 1, MOST.channels, (channels) => on.change({ channels, weights: null })),
      number("height", say("height"), state.height, 1, MOST.size, (height) => on.change({ height })),
      number("width", say("width"), state.width, 1, MOST.size, (width) => on.change({ width })),
    ),
    file,
    h("div", { class: "rows" },
      h("button", { class: "chip", id: "open", onclick: () => file.click() }, say("upload")),
      settings.first ? h("button", { class: "chip", id: "given", onclick: on.given }, say("given", { name: settings.picture })) : null,
      h("span", { class: "quiet" }, say("paste")),
    ),
  ); // prettier-ignore
}

/** A whole number with its − and +; what is typed is taken as soon as it is a number in range. */
function number(id, label, value, least, most, give, name = label) {
  const bounded = (one) => Math.max(least, Math.min(most, Math.round(one)));
  const field = h("input", { type: "number", id, min: least, max: most, value, "aria-label": name, onchange: (event) => give(bounded(Number(event.target.value) || least)) });
  const button = (sign, step) => h("button", { class: "step", "aria-label": `${name} ${sign}`, tabindex: "-1", ...(bounded(value + step) === value ? { disabled: true } : {}), onclick: () => give(bounded(value + step)) }, sign);
  return h("label", { class: "number" }, label, h("span", { class: "stepper" }, button("−", -1), field, button("+", 1)));
}

/** A small picture of a kernel. */
export function thumbnail(values, rows, columns, scale = scaleOf(values, "signed")) {
  const cell = Math.max(1, Math.floor(40 / Math.max(rows, columns)));
  const canvas = h("canvas", { "aria-hidden": "true", width: columns, height: rows, style: `width:${columns * cell}px;height:${rows * cell}px` });
  pixelsInto(canvas, values, scale);
  return canvas;
}
