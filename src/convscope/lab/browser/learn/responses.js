// A patch cut out of a photograph slides over it: the raw, mean-free and normalised map, and whether each peaks there.

import { colourOf, short } from "convscope/frame/colours.js";
import { Superseded } from "convscope/frame/ask.js";
import { h, sharp, show } from "convscope/frame/html.js";
import { legend } from "convscope/frame/legend.js";
import { inks } from "convscope/frame/pens.js";
import { say } from "convscope/frame/texts.js";
import { picking } from "convscope/frame/uploading.js";
import { bytes } from "convscope/check/numbers.js";
import { fault } from "convscope/learn/asking.js";

/** Put it into an element; gives {load, dress, stop, same, seen}. */
export function responsesFigure(element, { given }, figure) {
  const seen = { place: [Number(given.row ?? 96), Number(given.column ?? 160)], picture: "", found: null, cuts: 0, hits: [0, 0, 0] };
  const [place, wrong, tally] = [h("div", { class: "responses" }), h("div"), h("p", { class: "said", role: "status" })];
  const random = h("button", { class: "chip", id: "cut-random", onclick: () => cut([Math.random(), Math.random()].map((share, axis) => Math.floor(share * (axis ? seen.found.across : seen.found.down)))) }, say("responsesRandom"));
  show(element, place, wrong, h("div", { class: "rows" }, random, tally), picking((got) => (Object.assign(seen, { picture: got.picture, cuts: 0, hits: [0, 0, 0] }), load())));

  async function load() {
    try {
      const found = await figure.ask("responses", { place: seen.place, picture: seen.picture });
      const image = new Image();
      image.src = found.png;
      await image.decode();
      Object.assign(seen, { found: { ...found, image }, place: found.place, cuts: seen.cuts + 1, hits: found.maps.map((one, at) => seen.hits[at] + (one.found ? 1 : 0)) });
      show(wrong);
      draw();
    } catch (error) {
      if (!(error instanceof Superseded)) show(wrong, fault(error));
    }
  }

  const cut = (where) => ((seen.place = where), load());

  function draw() {
    const { found } = seen;
    const room = element.clientWidth;
    const wide = Math.min(found.width * 8, room < 560 ? room : Math.floor((room - 24) / 2));
    show(place, photograph(wide), found.maps.map((one) => response(one, wide)));
    const [raw, free, normalised] = seen.hits;
    tally.textContent = say("responsesTally", { cuts: seen.cuts, raw, free, normalised });
  }

  function photograph(wide) {
    const { found } = seen;
    const scale = wide / found.width;
    const canvas = h("canvas", { tabindex: "0", role: "img", class: "cut", "aria-label": say("responsesPhotograph") });
    const pen = sharp(canvas, wide, found.height * scale);
    pen.drawImage(found.image, 0, 0, wide, found.height * scale);
    pen.strokeStyle = inks().accent;
    pen.lineWidth = 2;
    const [row, column] = seen.place;
    pen.strokeRect(column * scale, row * scale, found.side * scale, found.side * scale);
    const inside = (where) => [Math.max(0, Math.min(found.down - 1, where[0])), Math.max(0, Math.min(found.across - 1, where[1]))];
    canvas.onclick = ({ offsetX, offsetY }) => cut(inside([offsetY, offsetX].map((at) => Math.round(at / scale - found.side / 2))));
    canvas.onkeydown = async (event) => {
      const step = { ArrowUp: [-4, 0], ArrowDown: [4, 0], ArrowLeft: [0, -4], ArrowRight: [0, 4] }[event.key];
      if (!step) return;
      event.preventDefault();
      await cut(inside([row + step[0], column + step[1]]));
      element.querySelector("canvas.cut").focus();
    };
    return h("figure", { "data-response": "photograph" }, h("figcaption", {}, say("responsesPhotograph")), canvas, h("div", { class: "told quiet" }, say("responsesCut", { side: found.side, row, column })));
  }

  function response({ response: name, values: sent, peak, found: own }, wide) {
    const { down, across } = seen.found;
    const values = new Float32Array(bytes(sent).buffer);
    const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
    const most = Math.max(-low, high);
    const scale = name === "raw" ? { kind: "unsigned", low: 0, high: most } : { kind: "signed", low: -most, high: most };
    const colours = Array.from({ length: 256 }, (_, at) => colourOf(scale.low + ((scale.high - scale.low) * at) / 255, scale));
    const small = document.createElement("canvas");
    [small.width, small.height] = [across, down];
    const image = new ImageData(across, down);
    values.forEach((value, at) => image.data.set([...colours[Math.round((255 * (value - scale.low)) / (scale.high - scale.low || 1))], 255], at * 4));
    small.getContext("2d").putImageData(image, 0, 0);
    const canvas = h("canvas", { role: "img", "aria-label": say(name) });
    const cell = (wide / seen.found.width);
    const pen = sharp(canvas, across * cell, down * cell);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, 0, 0, across * cell, down * cell);
    ring(pen, seen.place, 12, inks().accent, cell);
    ring(pen, peak, 6, inks().lost, cell);
    const words = say("peak", { row: peak[0], column: peak[1], value: short(values[peak[0] * across + peak[1]], 4) });
    const told = h("div", { class: "told quiet" }, words);
    canvas.onpointermove = ({ offsetX, offsetY }) => {
      const [row, column] = [Math.floor(offsetY / cell), Math.floor(offsetX / cell)];
      if (row >= 0 && column >= 0 && row < down && column < across) told.textContent = `[${row}, ${column}] = ${short(values[row * across + column], 5)}`;
    };
    canvas.onpointerleave = () => (told.textContent = words);
    return h("figure", { "data-response": name }, h("figcaption", {}, say(name)), canvas, legend(scale), told, h("b", { class: own ? "" : "lost" }, say(own ? "peakOwn" : "peakElsewhere")));
  }

  const python = () => `from convscope.lab.lessons.patches import patch_found\n\nprint(patch_found("raw"), patch_found("meanFree"), patch_found("normalised"))`;
  return { load, dress: () => seen.found && draw(), stop() {}, same: () => ({ command: "convscope lab --export convolve.html --at 'picture=scene&height=48&width=48&ky=9&kx=9&tab=responses'", python: python() }), seen, ready: () => Boolean(seen.found) };
}

function ring(pen, [row, column], reach, colour, cell) {
  for (const [ink, thick] of [[inks().paper, 4], [colour, 2]]) {
    pen.strokeStyle = ink;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.arc((column + 0.5) * cell, (row + 0.5) * cell, reach, 0, 2 * Math.PI);
    pen.stroke();
  }
}
