// A layer's maps of a picture, and of the unit that is chosen on them: its sum with all products, or what deconvnet sends back.

import { bytes } from "convscope/check/numbers.js";
import { reason } from "convscope/check/telling.js";
import { painted } from "convscope/draw/mosaic.js";
import { scaleOf, short } from "convscope/frame/colours.js";
import { h, show } from "convscope/frame/html.js";
import { legend } from "convscope/frame/legend.js";
import { pixelsInto } from "convscope/frame/pixels.js";
import { Superseded } from "convscope/frame/ask.js";
import { say } from "convscope/frame/texts.js";
import { picking } from "convscope/frame/uploading.js";
import { fault, whose } from "convscope/learn/asking.js";

const TILE = 56; // pixels of the screen
const MOST_TERMS = 4;

/** Put it into an element; gives {load, dress, stop, same, seen, ready}. */
export function unitFigure(element, { given }, figure) {
  const state = { layer: given.layer ?? "", unit: null, place: [], picture: "", way: given.way ?? "maps" };
  const seen = { state, found: null };
  const choice = h("select", { "aria-label": say("checkLayer"), onchange: () => turn({ layer: choice.value, unit: null, place: [] }) });
  const [head, place, wrong] = [h("div", { class: "rows" }, h("label", { class: "quiet" }, say("checkLayer"), " ", choice)), h("div"), h("div")];
  const pick = picking((got) => turn({ picture: got.picture, unit: null, place: [] }));
  show(element, whose(figure, given, () => turn({ layer: figure.own ? "" : given.layer ?? "", unit: null, place: [] })), head, wrong, place, pick);

  const turn = (some) => (Object.assign(state, some), load());

  async function load() {
    try {
      seen.found = await figure.ask("unit", state);
      show(wrong);
      draw();
    } catch (error) {
      if (error instanceof Superseded) return;
      seen.found = null;
      show(place);
      show(wrong, fault(error));
    }
  }

  function draw() {
    const { found } = seen;
    if (!found) return;
    show(choice, found.layers.map((name) => h("option", { value: name, selected: name === found.layer }, name)));
    const value = h("b", { "data-value": String(found.value) }, short(found.value, 6));
    show(place, h("div", { class: "looked" }, h("div", {}, h("img", { src: found.entered, alt: say("drawPicture"), class: "entered" }), h("p", { class: "quiet" }, say("drawPicture"))), h("div", {}, tiles(found), h("p", { class: "quiet" }, say("unitChoose")), legend(found.maps))),
      h("p", { class: "said told", role: "status" }, say("drawAtMap", { layer: found.layer, map: found.unit, row: found.place[0], column: found.place[1] }), say("colon"), value),
      found.sum ? summed(found) : null, found.column ? column(found) : null, found.back ? back(found) : null);
  }

  /** Each map on a canvas of its own, to be clicked on; the unit's cell is framed. */
  function tiles({ maps, unit, place: at }) {
    const layer = { ...maps, values: bytes(maps.bytes), way: {} };
    const whole = painted(layer);
    const scale = Math.max(1, Math.floor(TILE / Math.max(layer.rows, layer.columns)));
    const one = (tile) => {
      const [wide, high] = [layer.columns * scale, layer.rows * scale];
      const canvas = h("canvas", { width: wide, height: high, tabindex: "0", role: "img", "aria-label": `${say("drawMap")} ${tile}`, "data-tile": tile });
      const pen = canvas.getContext("2d");
      pen.imageSmoothingEnabled = false;
      pen.drawImage(whole, 0, tile * layer.rows, layer.columns, layer.rows, 0, 0, wide, high);
      if (tile === unit) {
        pen.strokeStyle = "#c4262e";
        pen.lineWidth = 2;
        pen.strokeRect(Math.floor(at[1] / layer.step) * scale, Math.floor(at[0] / layer.step) * scale, Math.max(scale, 3), Math.max(scale, 3));
      }
      const cell = ({ offsetX, offsetY }) => [Math.min(layer.rows - 1, Math.floor(offsetY / scale)), Math.min(layer.columns - 1, Math.floor(offsetX / scale))];
      canvas.onclick = (event) => turn({ unit: tile, place: cell(event).map((index) => index * layer.step) });
      canvas.onpointermove = (event) => {
        const [row, over] = cell(event);
        const level = layer.values[(tile * layer.rows + row) * layer.columns + over];
        canvas.title = `[${tile}, ${row * layer.step}, ${over * layer.step}] ${short(layer.low + (level / 254) * (layer.high - layer.low))}`;
      };
      canvas.onkeydown = (event) => {
        const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
        if (!way || event.altKey) return;
        event.preventDefault();
        const last = [layer.rows, layer.columns];
        turn({ unit: tile, place: way.map((step, axis) => Math.max(0, Math.min(last[axis] - 1, Math.floor(at[axis] / layer.step) + step)) * layer.step) });
      };
      return canvas;
    };
    return h("div", { class: "maps" }, Array.from({ length: layer.tiles }, (_, tile) => one(tile)), layer.tiles < layer.of ? h("span", { class: "quiet" }, say("drawFirst", { tiles: layer.tiles, of: layer.of })) : null);
  }

  /** Inputs × kernel, channel by channel, and the line that adds up. */
  function summed({ sum }) {
    if (sum.unknown) return h("p", { class: "quiet" }, reason(`${sum.unknown}; ${sum.fix}`));
    const all = (name) => scaleOf(sum.channels.flatMap((one) => one[name]), name === "inputs" ? undefined : "signed");
    const scales = { inputs: all("inputs"), weights: all("weights"), products: scaleOf(sum.channels.flatMap((one) => products(one)), "signed") };
    const grid = (one, values, scale) => {
      const canvas = h("canvas", { width: one.columns, height: one.rows, class: "pixels", style: `width:${Math.max(24, one.columns * 16)}px` });
      pixelsInto(canvas, values, scale);
      canvas.onpointermove = ({ offsetX, offsetY }) => {
        const [row, over] = [Math.min(one.rows - 1, Math.floor((offsetY * one.rows) / canvas.clientHeight)), Math.min(one.columns - 1, Math.floor((offsetX * one.columns) / canvas.clientWidth))];
        canvas.title = `[${row}, ${over}] ${short(values[row * one.columns + over])}`;
      };
      return canvas;
    };
    const row = (one) => h("tr", {}, h("th", { scope: "row" }, one.channel), h("td", {}, grid(one, one.inputs, scales.inputs)), h("td", {}, grid(one, one.weights, scales.weights)), h("td", {}, grid(one, products(one), scales.products)), h("td", { "data-sum": String(one.sum) }, short(one.sum, 4)));
    const heads = h("tr", {}, ["unitChannel", "unitInputs", "unitKernel", "unitProducts", "unitSum"].map((key) => h("th", { scope: "col" }, say(key))));
    const legends = h("tr", {}, h("th"), ["inputs", "weights", "products"].map((name) => h("td", {}, legend(scales[name]))), h("td"));
    const few = sum.channels.length <= MOST_TERMS && !sum.others ? sum.channels : [...sum.channels].sort((one, other) => Math.abs(other.sum) - Math.abs(one.sum)).slice(0, MOST_TERMS);
    const rest = sum.total - sum.bias - few.reduce((all, one) => all + one.sum, 0);
    const signed = (value) => `${value < 0 ? "−" : "+"} ${short(Math.abs(value), 4)}`;
    const others = sum.channels.length + sum.others - few.length;
    const line = `${few.map((one, at) => (at ? signed(one.sum) : short(one.sum, 4))).join(" ")}${others ? ` ${signed(rest)} (${say("unitOthers", { count: others })})` : ""}${sum.bias ? ` ${signed(sum.bias)} (${say("unitBias")})` : ""} = ${short(sum.total, 6)}`;
    return h("div", { class: "scroll" }, h("table", { class: "layers products" }, h("thead", {}, heads), h("tbody", {}, sum.channels.map(row), legends)), h("p", { class: "said told", "data-total": String(sum.total) }, line), h("p", { class: "quiet" }, say("unitPyTorch", { value: short(sum.activation, 6) })));
  }

  /** What every unit of the layer says of the same place. */
  function column({ column: values, unit, kernels }) {
    const scale = scaleOf(values);
    const canvas = h("canvas", { width: values.length, height: 1, class: "pixels", style: `width:min(100%,${Math.max(96, Math.min(720, values.length * 24))}px);height:24px`, "data-column": values.length });
    pixelsInto(canvas, values, scale);
    const at = ({ offsetX }) => Math.min(values.length - 1, Math.floor((offsetX * values.length) / canvas.clientWidth));
    canvas.onpointermove = (event) => (canvas.title = `${at(event)}: ${short(values[at(event)])}`);
    canvas.onclick = (event) => turn({ unit: at(event), place: seen.found.place });
    return h("div", { class: "column" }, h("p", {}, say(kernels ? "unitColumn" : "unitColumnPlain", { count: values.length, unit })), canvas, legend(scale));
  }

  function back({ back: { rows, columns, most, pixels, switches, bytes: text } }) {
    const layer = { tiles: 1, rows, columns, kind: "signed", values: bytes(text), way: {} };
    const canvas = painted(layer);
    canvas.className = "pixels back";
    canvas.onpointermove = ({ offsetX, offsetY }) => {
      const [row, over] = [Math.min(rows - 1, Math.floor((offsetY * rows) / canvas.clientHeight)), Math.min(columns - 1, Math.floor((offsetX * columns) / canvas.clientWidth))];
      canvas.title = `[${row}, ${over}] ${short((layer.values[row * columns + over] / 127 - 1) * most)}`;
    };
    return h("div", {}, canvas, h("p", { class: "quiet", "data-back": pixels }, say("unitBack", { pixels: pixels.toLocaleString("en-US") }), switches ? "" : ` ${say("unitNoSwitches")}`), legend({ kind: "signed", low: -most, high: most }));
  }

  const products = (one) => one.inputs.map((value, at) => value * one.weights[at]);
  return { load, dress: draw, stop() {}, same: () => seen.found?.same ?? { command: "convscope look lenet5:mnist digit.png", python: "" }, seen, ready: () => Boolean(seen.found) };
}
