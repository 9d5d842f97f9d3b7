// What lies under the strokes, and what of all this enters the network: pictures to begin with, the form, and what it gives.

import { bitmap } from "convscope/frame/pixels.js";
import { download, h, sharp, show } from "convscope/frame/html.js";
import { inks } from "convscope/frame/pens.js";
import { say, titled } from "convscope/frame/texts.js";
import { address, gone, picking } from "convscope/frame/uploading.js";

const WIDE = 144;

/** on: {change(some of the state), repaint()}. */
export function underlay(on) {
  const element = h("section", { id: "enters" });
  const canvas = h("canvas", { id: "entered" });
  const [fault, samples, forms] = [h("p", { class: "lost", role: "alert" }), h("div", { class: "kernels" }), h("div")];
  const pictures = new Map(); // by name: an image that is loaded, or null while it comes or where there is none
  let [opened, shown, field, key] = [null, null, null, ""];
  const first = () => (opened.channels === 1 ? (opened.samples["3"] ? "3" : "") : "photo");
  const pick = picking((got) => on.change({ base: got.picture }));

  function load(name) {
    if (pictures.has(name)) return pictures.get(name);
    pictures.set(name, null);
    const image = new Image();
    const source = opened.samples[name] ?? (/^[0-9a-f]{32}$/.test(name) ? address(name) : "");
    image.onload = () => (pictures.set(name, image), on.repaint());
    image.onerror = () => show(fault, gone());
    if (source) image.src = source;
    return null;
  }

  function paint() {
    if (!shown) return;
    const { channels, height, width, values } = shown;
    const small = bitmap(height, width, (data, at, row, column) => {
      for (let channel = 0; channel < 3; channel += 1) data[at + channel] = values[(row * width + column) * channels + (channels === 3 ? channel : 0)];
    });
    const share = WIDE / Math.max(height, width);
    const pen = sharp(canvas, width * share, height * share);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, 0, 0, width * share, height * share);
    if (!field) return;
    const [top, left, bottom, right] = field;
    pen.lineWidth = 2;
    pen.strokeStyle = inks().accent;
    pen.strokeRect(left * share, top * share, (right - left + 1) * share, (bottom - top + 1) * share);
  }

  function draw(state, given) {
    opened = given;
    const form = state.form || opened.form;
    const next = `${form} ${state.base} ${document.documentElement.lang}`;
    if (next === key) return;
    key = next;
    const chip = (name) => h("button", { class: "chip", "data-form": name, "aria-pressed": String(form === name), onclick: () => on.change({ form: name === opened.form ? "" : name }) }, titled("drawForm", name));
    show(forms, h("div", { class: "chips" }, opened.forms.length > 1 ? opened.forms.map(chip) : null), h("p", { class: "quiet", id: "form-told" }, say({ mnist: "drawEntersMnist", digits: "drawEntersDigits", drawn: "drawEntersDrawn" }[form], { size: opened.size.join(" × "), pad: opened.pad.join(" × ") })));
    const chosen = state.base || (state.ink.length ? "" : first());
    const sample = ([name, source]) => h("button", { class: "kernel", "data-sample": name, "aria-pressed": String(chosen === name), "aria-label": say("drawSample", { name: name === "photo" ? say("drawPhoto") : name }), onclick: () => on.change({ base: name, down: 0, across: 0 }) }, h("img", { src: source, alt: "" }));
    show(samples, Object.entries(opened.samples).map(sample));
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset : null;
    show(element, h("h2", {}, say("drawEnters")), canvas, forms, h("h2", {}, say("drawBegin")), samples, opened.channels === 1 ? h("p", { class: "quiet" }, say("drawBeginHelp")) : null, pick, fault);
    if (focused) [...element.querySelectorAll("button")].find((one) => (focused.form && one.dataset.form === focused.form) || (focused.sample && one.dataset.sample === focused.sample))?.focus({ preventScroll: true });
  }

  return {
    element, draw,
    get first() { return Boolean(first()); },
    /** Wait for the pictures that come with the page. */
    async open(given) {
      opened = given;
      await Promise.all(Object.entries(opened.samples).map(async ([name, source]) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        pictures.set(name, image);
      })); // prettier-ignore
    },
    /** {image, paper} under the strokes of a state. */
    of({ base, ink }) {
      show(fault);
      const name = base || (opened.channels === 1 && ink.length ? "none" : first());
      return { image: name === "none" || !name ? null : load(name), paper: opened.channels === 1 ? "#000000" : "#ffffff" };
    },
    colour: ({ colour }) => (opened.channels === 1 ? [255, 255, 255] : [0, 2, 4].map((at) => parseInt((colour || "000000").slice(at, at + 2), 16))),
    entered(given) {
      shown = given;
      paint();
    },
    mark(box) {
      if (String(box) === String(field)) return;
      field = box;
      paint();
    },
    /** Save the pad's own pixels, and what enters. */
    save(own, found) {
      own.toBlob((blob) => download("pad.png", blob));
      const { channels, height, width, values } = found.entered;
      const whole = bitmap(height, width, (data, at, row, column) => {
        for (let channel = 0; channel < 3; channel += 1) data[at + channel] = values[(row * width + column) * channels + (channels === 3 ? channel : 0)];
      });
      whole.toBlob((blob) => download("entered.png", blob));
    },
  }; // prettier-ignore
}
