// Kernels of trained first layers as small pictures: those the page carries, and the opened network's.

import { ask } from "convscope/frame/ask.js";
import { h, sharp } from "convscope/frame/html.js";
import { settings } from "convscope/frame/settings.js";
import { say, titled } from "convscope/frame/texts.js";
import { colourOf, css, scaleOf } from "convscope/frame/colours.js";

const KNOWN = { "lenet5:mnist": "lenet", pretrained: "pretrained" };
const pictures = new WeakMap(); // drawn once: the inspector is built anew at every change
const layers = [...(settings.trained ?? [])];
let asked = !settings.served || layers.some((one) => one.name === settings.model);

/** How many layers there are to show: more may come. */
export const carried = () => layers.length;

/** The section's inside; `change` is given the settings that show a kernel, `again` paints it anew when more came. */
export function trained(state, change, again) {
  if (!asked) {
    asked = true;
    ask("first-kernels").then((layer) => (layers.push(layer), again()), () => {}); // a network without one has none to show
  }
  return layers.slice(0, state.trainedLayers).flatMap((layer) => {
    const [one, other, likeness] = (layer.pair ??= opposite(layer.kernels));
    const name = KNOWN[layer.name] ? titled("trained", KNOWN[layer.name]) : layer.name;
    return [
      h("p", { class: "quiet" }, name, layer.all > layer.kernels.length ? ` (${layer.kernels.length} / ${layer.all})` : ""),
      h("div", { class: "trained", "data-layer": layer.name }, layer.kernels.map((kernel, at) => button(state, layer, kernel, at, change))),
      h("div", { class: "chips" },
        h("button", { class: "chip", onclick: () => change(settingsOf(layer, layer.kernels)) }, say("trainedAll")),
        likeness < -0.3 ? h("button", { class: "chip", title: say("opposite", { one: one + 1, other: other + 1, cosine: likeness.toFixed(2).replace("-", "−") }), onclick: () => change(settingsOf(layer, [layer.kernels[one], layer.kernels[other]])) }, say("trainedPair")) : null,
      ),
    ]; // prettier-ignore
  });
}

function button(state, layer, kernel, at, change) {
  const each = kernel.length;
  const shown = state.weights && state.ky === layer.height && state.kx === layer.width && kernel.every((value, index) => Math.abs(value - state.weights[state.map * each + index]) < 1e-4);
  return h("button", { class: "kernel", "aria-pressed": String(Boolean(shown)), "aria-label": say("kernelNumber", { k: at + 1, all: layer.all }), onclick: () => change(settingsOf(layer, [kernel])) }, picture(layer, kernel));
}

/** The settings that slide these kernels, over as many channels as they have. */
export const settingsOf = (layer, kernels) => ({
  mode: "convolution", groups: 1, channels: layer.channels, ky: layer.height, kx: layer.width, dy: 1, dx: 1,
  kernels: kernels.length, map: 0, weights: kernels.flat(), biases: null,
}); // prettier-ignore

/** The two kernels that are most nearly each other's opposite, and their cosine. */
export function opposite(kernels) {
  const length = (kernel) => Math.hypot(...kernel) || 1;
  let best = [0, 0, 1];
  kernels.forEach((one, at) => kernels.slice(at + 1).forEach((other, after) => {
    const cosine = one.reduce((sum, value, index) => sum + value * other[index], 0) / (length(one) * length(other));
    if (cosine < best[2]) best = [at, at + 1 + after, cosine];
  })); // prettier-ignore
  return best;
}

/** One channel in the colours of weights; three as a colour about grey, each channel its own red, green and blue. */
function picture({ channels, height, width }, kernel) {
  if (pictures.has(kernel)) return pictures.get(kernel);
  const cell = Math.max(1, Math.floor(32 / Math.max(height, width)));
  const canvas = h("canvas", { "aria-hidden": "true" });
  const pen = sharp(canvas, width * cell, height * cell);
  const scale = scaleOf(kernel, "signed");
  const area = height * width;
  for (let at = 0; at < area; at += 1) {
    const grey = (channel) => Math.round(127.5 + (127.5 * kernel[channel * area + at]) / scale.high);
    pen.fillStyle = css(channels === 3 ? [grey(0), grey(1), grey(2)] : colourOf(kernel[at], scale));
    pen.fillRect((at % width) * cell, Math.floor(at / width) * cell, cell, cell);
  }
  pictures.set(kernel, canvas);
  return canvas;
}
