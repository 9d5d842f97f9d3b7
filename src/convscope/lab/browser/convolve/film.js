// The stage playing, as an animated picture: a frame an output, the map filling behind the window.

import { gifOf } from "convscope/convolve/gif.js";
import { products } from "convscope/convolve/products.js";
import { paintGrids, paintMoving } from "convscope/convolve/paint.js";
import { canvasPen } from "convscope/frame/pens.js";
import { webpOf } from "convscope/convolve/webp.js";

const MOST_FRAMES = 256;
const LAST = 1500; // milliseconds that the whole map stays

/**
 * Make the film of a stage as `kind`, "gif" or "webp", each frame shown for `milliseconds`. Gives a Blob, or null where
 * `told(done, all)` answers false, or where this browser writes no WebP. Of more than 256 outputs every few are shown.
 */
export async function filmOf(stage, kind, { milliseconds, told }) {
  const { scene, look, layer, picture, output, state } = stage;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(scene.width), Math.ceil(scene.height)];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const pen = canvasPen(context);
  const ground = document.createElement("canvas");
  [ground.width, ground.height] = [canvas.width, canvas.height];
  const under = canvasPen(ground.getContext("2d"));
  under.fill(0, 0, canvas.width, canvas.height, look.inks.paper);
  paintGrids(under, scene, look);

  const all = output.height * output.width;
  const step = Math.ceil(all / MOST_FRAMES);
  const places = Array.from({ length: Math.ceil(all / step) }, (_, at) => Math.min(all - 1, at * step + step - 1));
  const paint = (place) => {
    const [row, column] = [Math.floor(place / output.width), place % output.width];
    const sum = products(layer, picture, state.map, row, column);
    context.drawImage(ground, 0, 0);
    paintMoving(pen, scene, { row, column, sum, lit: null, winner: sum.winner ?? null, reading: [], filled: place + 1 }, look);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const last = places.at(-1);
  const gif = kind === "gif" ? gifOf(canvas.width, canvas.height, [paint(places[0]), paint(last)]) : null;
  const frames = [];
  for (const [at, place] of places.entries()) {
    const pixels = paint(place);
    const shown = place === last ? LAST : milliseconds;
    if (gif) gif.add(pixels, Math.round(shown / 10));
    else {
      const blob = await new Promise((done) => canvas.toBlob(done, "image/webp", 0.9));
      if (blob?.type !== "image/webp") return null;
      frames.push({ bytes: new Uint8Array(await blob.arrayBuffer()), milliseconds: shown });
    }
    if (!told(at + 1, places.length)) return null;
    await new Promise((rest) => setTimeout(rest));
  }
  return gif ? new Blob([gif.done()], { type: "image/gif" }) : new Blob([webpOf(canvas.width, canvas.height, frames)], { type: "image/webp" });
}

/** A button that makes the film, tells how far it is, and when clicked again gives it up. `on` answers: stage(), milliseconds(), save(blob), words(), none(). */
export function filmButton(button, kind, on) {
  let making = null;
  button.onclick = async () => {
    if (making) return void (making = null);
    if (!on.stage().output) return;
    const mine = (making = {});
    const told = (done, all) => {
      if (making === mine) button.textContent = on.words(done, all);
      return making === mine;
    };
    const blob = await filmOf({ ...on.stage() }, kind, { milliseconds: on.milliseconds(), told });
    if (blob) on.save(blob);
    else if (making === mine) on.none();
    if (making === mine) making = null;
    if (!making) button.textContent = kind === "gif" ? "GIF" : "WebP";
  };
}
