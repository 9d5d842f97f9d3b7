// The layer's map, to choose a unit on, and the picture with what that unit reads; or how often each pixel is used.

import { lines } from "convscope/check/layer.js";
import { by, bytes, count } from "convscope/check/numbers.js";
import { reason } from "convscope/check/telling.js";
import { colourOf } from "convscope/frame/colours.js";
import { h, sharp, show } from "convscope/frame/html.js";
import { legend } from "convscope/frame/legend.js";
import { inks } from "convscope/frame/pens.js";
import { say } from "convscope/frame/texts.js";

const WIDE = 288;
const MAP = 144;
const DIMMED = 0.25;

/** choose(place): a unit was chosen; turn(view): "field" or "coverage". */
export function field({ choose, turn }) {
  const element = h("div", { class: "reads" });
  const told = h("p", { class: "told", id: "pixel" });
  const map = h("canvas", { id: "map", tabindex: "0" });
  const shown = h("canvas", { id: "reads" });
  let [layer, cover, pixels, view] = [null, null, null, "field"];

  const shape = () => (layer.map.length === 1 ? [1, layer.map[0]] : layer.map);
  const place = () => (layer.unit?.place.length === 1 ? [0, layer.unit.place[0]] : layer.unit?.place ?? []);
  const pick = (row, column) => choose(layer.map.length === 1 ? [column] : [row, column]);

  map.onclick = ({ offsetX, offsetY }) => {
    const [rows, columns] = shape();
    pick(Math.min(rows - 1, Math.floor((offsetY * rows) / map.clientHeight)), Math.min(columns - 1, Math.floor((offsetX * columns) / map.clientWidth)));
  };
  map.onkeydown = (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step || !layer) return;
    event.preventDefault();
    const [rows, columns] = shape();
    const [row, column] = place();
    pick(Math.max(0, Math.min(rows - 1, row + step[0])), Math.max(0, Math.min(columns - 1, column + step[1])));
  };
  shown.onpointermove = ({ offsetX, offsetY }) => {
    const of = view === "coverage" ? cover : layer?.field;
    if (!of?.height) return;
    const row = Math.min(of.height - 1, Math.max(0, Math.floor((offsetY * of.height) / shown.clientHeight)));
    const column = Math.min(of.width - 1, Math.max(0, Math.floor((offsetX * of.width) / shown.clientWidth)));
    const at = row * of.width + column;
    const word = view === "coverage" ? (of.values[at] ? say("checkShare", { share: `${((100 * of.values[at]) / 255).toFixed(0)}%` }) : say("checkNeverRead")) : say(reads(of, at) ? "checkRead" : "checkUnread");
    told.textContent = say("checkPixel", { place: of.flat ? column : `${row}, ${column}`, told: word });
  };
  shown.onpointerleave = () => (told.textContent = "");

  const reads = (of, at) => (of.values[at >> 3] >> (7 - (at & 7))) & 1;

  function paintMap() {
    const [rows, columns] = shape();
    const scale = Math.min(MAP / Math.max(rows, columns), 24);
    const [width, height] = [Math.max(8, columns * scale), Math.max(layer.map.length === 1 ? 16 : 8, rows * scale)];
    const pen = sharp(map, width, height);
    const ink = inks();
    pen.fillStyle = ink.raised;
    pen.fillRect(0, 0, width, height);
    pen.strokeStyle = ink.line;
    pen.lineWidth = 1;
    if (scale >= 4) for (let row = 0; row <= rows; row += 1) pen.strokeRect(0, row * scale, width, 0);
    if (scale >= 4) for (let column = 0; column <= columns; column += 1) pen.strokeRect(column * scale, 0, 0, height);
    const [row, column] = place();
    const side = Math.max(scale, 4);
    pen.fillStyle = ink.accent;
    pen.fillRect(Math.min(column * scale, width - side), layer.map.length === 1 ? 0 : Math.min(row * scale, height - side), side, layer.map.length === 1 ? height : Math.min(side, height));
    map.setAttribute("aria-label", say("checkMap", { size: by(layer.map) }));
  }

  function paint() {
    const of = view === "coverage" ? cover : layer.field;
    if (!of?.height) return;
    const small = document.createElement("canvas");
    [small.width, small.height] = [of.width, of.height];
    const pen = small.getContext("2d");
    const under = view === "field" && pixels?.width === of.width && pixels?.height === of.height ? pixels : null;
    if (under) pen.drawImage(under, 0, 0, of.width, of.height);
    else ((pen.fillStyle = "#d9d9d9"), pen.fillRect(0, 0, of.width, of.height));
    const image = pen.getImageData(0, 0, of.width, of.height);
    const lost = { rows: new Set(cover?.rows), columns: new Set(cover?.columns) };
    for (let at = 0; at < of.width * of.height; at += 1) {
      const [row, column] = [Math.floor(at / of.width), at % of.width];
      if (lost.rows.has(row) || lost.columns.has(column)) image.data.set([196, 38, 46, 255], at * 4);
      else if (view === "coverage") image.data.set([...colourOf(of.values[at] / 255, { kind: "unsigned", low: 0, high: 1 }), 255], at * 4);
      else if (!reads(of, at)) for (let channel = 0; channel < 3; channel += 1) image.data[at * 4 + channel] *= DIMMED;
    }
    pen.putImageData(image, 0, 0);
    const scale = Math.min(WIDE / of.width, WIDE / of.height);
    const [width, height] = [Math.max(8, of.width * scale), Math.max(16, of.height * scale)];
    const large = sharp(shown, width, height);
    large.imageSmoothingEnabled = false;
    large.drawImage(small, 0, 0, width, height);
    if (view === "coverage" || !layer.unit?.bounds.length) return;
    const spans = layer.unit.bounds.length === 1 ? [[0, 0], layer.unit.bounds[0]] : layer.unit.bounds;
    const [down, across] = [height / of.height, width / of.width];
    large.strokeStyle = inks().accent;
    large.lineWidth = 2;
    large.strokeRect(spans[1][0] * across + 1, spans[0][0] * down + 1, (spans[1][1] - spans[1][0] + 1) * across - 2, (spans[0][1] - spans[0][0] + 1) * down - 2);
  }

  function draw() {
    if (!layer) return void show(element);
    const parts = [];
    if (layer.map.length && layer.map.length < 3) parts.push(h("p", { class: "quiet" }, say("checkMap", { size: by(layer.map) })), map);
    const chip = (name, key) => h("button", { class: "chip", "data-view": name, "aria-pressed": String(view === name), onclick: () => turn(name) }, say(key));
    parts.push(h("div", { class: "chips" }, chip("field", "checkCoverageOff"), chip("coverage", "checkCoverageOn")));
    const of = view === "coverage" ? cover : layer.field;
    if (of?.unknown) parts.push(h("p", { class: "quiet unknown" }, say("checkNotShown", { why: reason(of.unknown, of.said) })));
    else if (of?.height) {
      const caption = view === "coverage" ? say("checkCoverage", { least: count(of.least), most: count(of.most) }) : layer.unit?.place.length ? say("checkPicture", { place: layer.unit.place.join(", ") }) : say("checkPictureAll");
      parts.push(h("p", { class: "quiet" }, caption), shown, told);
      if (view === "coverage") parts.push(legend({ kind: "unsigned", low: 0, high: 1 }));
    }
    if (cover && !cover.unknown) {
      const list = lines(cover.rows, cover.columns, cover.flat);
      parts.push(h("p", { class: list ? "lost" : "quiet", id: "lost" }, list ? say("checkLost", { list }) : say("checkAllRead")));
    }
    show(element, parts);
    if (layer.map.length && layer.map.length < 3) paintMap();
    paint();
  }

  const unpacked = (one, name) => (one?.[name] ? { ...one, values: bytes(one[name]) } : one);
  return {
    element,
    /** Show an answer to `layer`, or null for none; the coverage of the same layer, where it has come; and the picture. */
    show(found, coverage, picture, which) {
      layer = found && { ...found, field: unpacked(found.field, "bits") };
      [cover, pixels, view] = [unpacked(coverage, "shares"), picture, which];
      draw();
    },
    draw,
  };
}
