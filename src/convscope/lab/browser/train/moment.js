// A moment of a run: a layer's kernels with their biases, one picture's maps, and what is taken for what.

import { bytes } from "convscope/check/numbers.js";
import { scaleOf, short } from "convscope/frame/colours.js";
import { keepingFocus } from "convscope/frame/focus.js";
import { h, show } from "convscope/frame/html.js";
import { legend } from "convscope/frame/legend.js";
import { pixelsInto } from "convscope/frame/pixels.js";
import { say } from "convscope/frame/texts.js";
import { reason } from "convscope/check/telling.js";
import { matrix } from "convscope/train/matrix.js";

const floats = (text) => new Float32Array(bytes(text).buffer);
const [TILE, SMALL, MAP] = [48, 20, 72]; // pixels along the longer side of a kernel, of one of many channels, of a map

/** Make it; turn(some) changes the layer and the picture. */
export function moments({ turn }) {
  const confusion = matrix();
  const [top, kernels, maps] = [h("div", { class: "rows" }), h("div", { id: "kernels" }), h("div", { id: "maps-of" })];
  const element = h("section", { id: "moment" }, top, h("div", { class: "parts" }, h("div", {}, kernels, maps), confusion.element));
  let [drawn, wrong] = ["", h("div", { role: "alert" })];
  element.prepend(wrong);

  /** A canvas of numbers; pointing at one says which it is, and how large. */
  function tile(values, rows, columns, side, scale, told, readout) {
    const canvas = h("canvas", { width: columns, height: rows, "aria-hidden": "true" });
    const cell = side / Math.max(rows, columns);
    canvas.style.width = `${columns * cell}px`;
    canvas.style.height = `${rows * cell}px`;
    pixelsInto(canvas, values, scale);
    canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
      const [row, column] = [Math.floor(offsetY / cell), Math.floor(offsetX / cell)];
      if (row >= 0 && row < rows && column >= 0 && column < columns) readout.textContent = told(row, column);
    });
    canvas.addEventListener("pointerleave", () => (readout.textContent = "\u00a0"));
    return canvas;
  }

  function coloured(values, area, reach, canvas) {
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const image = pen.createImageData(canvas.width, canvas.height);
    image.data.fill(255);
    for (let at = 0; at < area; at += 1) for (let band = 0; band < 3; band += 1) image.data[at * 4 + band] = Math.round(255 * (values[band * area + at] / reach / 2 + 0.5));
    pen.putImageData(image, 0, 0);
  }

  function kernelsOf({ kernels: one, layer, why }) {
    if (why === "boxes") return show(kernels, h("p", { class: "quiet" }, say("trainBoxes")));
    const title = h("h3", {}, say("trainKernels", { layer }));
    if (!one) return show(kernels, title, h("p", { class: "quiet" }, say("trainNoKernels")));
    const values = floats(one.values);
    const area = one.height * one.width;
    const readout = h("p", { class: "told quiet" }, "\u00a0");
    const scale = { kind: "signed", low: -one.high, high: one.high };
    const strips = Array.from({ length: one.shown }, (_, kernel) => {
      const own = values.subarray(kernel * one.channels * area, (kernel + 1) * one.channels * area);
      const place = (channel) => (row, column) => say("trainWeightAt", { kernel, channel, row, column, value: one.colours ? [0, 1, 2].map((band) => short(own[band * area + row * one.width + column])).join(", ") : short(own[channel * area + row * one.width + column]) });
      const side = one.channels > 1 && !one.colours ? SMALL : TILE;
      const tiles = Array.from({ length: one.colours ? 1 : one.channels }, (_, channel) => tile(own.subarray(channel * area, (channel + 1) * area), one.height, one.width, side, scale, place(channel), readout));
      if (one.colours) coloured(own, area, one.high, tiles[0]);
      return h("div", { class: "strip" }, h("div", { class: "tiles" }, tiles), h("small", { class: "value" }, one.biases ? `b ${short(one.biases[kernel], 2)}` : String(kernel)));
    });
    const cut = one.shown < one.count || one.channels < one.inputs ? say("trainCut", { shown: one.shown, count: one.count, channels: one.channels, inputs: one.inputs }) : "";
    show(kernels, h("div", { class: "titled" }, title, one.colours ? h("span", { class: "quiet" }, say("trainColours", { high: short(one.high) })) : legend(scale)), h("div", { class: "strips" }, strips), readout, h("p", { class: "quiet" }, say(one.colours ? "trainKernelsColour" : "trainKernelsRead"), " ", say(one.biases ? "trainBias" : "trainNoBias"), " ", cut));
  }

  function mapsOf({ maps: one, picture, layer }) {
    if (!picture) return show(maps);
    const step = (by) => h("button", { class: "chip", "aria-label": say(by < 0 ? "trainPrevious" : "trainNext"), id: by < 0 ? "picture-before" : "picture-after", onclick: () => turn({ picture: (picture.at + by + picture.count) % picture.count }) }, by < 0 ? "‹" : "›");
    const chooser = h("div", { class: "rows" }, step(-1), step(1), h("span", { class: "value" }, say("trainPicture", { at: picture.at + 1, count: picture.count })), picture.name === null ? null : h("span", {}, say("trainIs", { name: picture.name })));
    const shown = h("img", { src: picture.png, alt: picture.name ?? "", class: "entering", width: String(MAP) });
    if (!one) return show(maps, h("h3", {}, say("trainMaps", { layer })), chooser, h("div", { class: "strips" }, shown), h("p", { class: "quiet" }, say("trainNoMaps")));
    const values = floats(one.values);
    const scale = scaleOf(values);
    const area = one.height * one.width;
    const readout = h("p", { class: "told quiet" }, "\u00a0");
    const tiles = Array.from({ length: one.shown }, (_, channel) => tile(values.subarray(channel * area, (channel + 1) * area), one.height, one.width, MAP, scale, (row, column) => say("trainMapAt", { channel, row: row * one.step, column: column * one.step, value: short(values[channel * area + row * one.width + column]) }), readout));
    const cut = [one.shown < one.count ? say("trainMapsCut", { shown: one.shown, count: one.count }) : "", one.step > 1 ? say("trainCoarser", { step: one.step }) : ""].filter(Boolean).join(" ");
    show(maps, h("div", { class: "titled" }, h("h3", {}, say("trainMaps", { layer })), legend(scale)), chooser, h("div", { class: "strips" }, shown, tiles), readout, h("p", { class: "quiet" }, say("trainMapsRead"), " ", cut));
  }

  return {
    element, wrong,
    draw(found, language) {
      const key = JSON.stringify([found, language, document.documentElement.dataset.theme ?? ""]);
      if (key === drawn) return;
      drawn = key;
      show(wrong);
      keepingFocus(element, () => {
        const select = h("select", { id: "layer", class: "mono", "aria-label": say("trainLayer"), onchange: () => turn({ layer: select.value }) }, found.layers.map((one) => h("option", { value: one, selected: one === found.layer }, one)));
        show(top, h("h2", {}, found.epoch ? say("trainMoment", { epoch: found.epoch }) : say("trainMomentBefore")), found.layers.length ? h("label", { class: "check" }, say("trainLayer"), select) : null);
        kernelsOf(found);
        mapsOf(found);
        confusion.element.hidden = found.why === "boxes";
        confusion.draw(found.matrix, { partial: "trainPartial", data: "trainNoData", answers: "trainNoMatrix" }[found.why], found.said);
      });
    },
    fault(error) {
      show(wrong, h("p", { class: "lost" }, reason(error.message, error.said?.[0])));
    },
  };
}
