// One picture through the network: before and after, with a line to drag between them, and what was found.

import { reason } from "convscope/check/telling.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { picking } from "convscope/frame/uploading.js";

const WORDS = { classes: "picturesClasses", pixels: "picturesPixels", boxes: "picturesBoxes", painting: "picturesPainting" };

/** Give {element, take, dress, same}; chosen(hash) is called when a picture comes. */
export function pictures(chosen) {
  let found = null;
  const [place, fault] = [h("div"), h("div", { role: "alert" })];
  const element = h("section", { id: "pictures" }, h("p", { "data-say": "picturesLead" }, say("picturesLead")), picking((got) => (chosen(got.picture), take(got.picture))), fault, place);

  async function take(picture) {
    document.documentElement.removeAttribute("data-applied");
    show(fault, h("p", { class: "quiet" }, say("picturesWorking")));
    try {
      found = await ask("picture-applied", { picture });
      show(fault);
      dress();
      document.documentElement.dataset.applied = found.kind;
    } catch (error) {
      if (error instanceof Superseded) return;
      found = null;
      show(place);
      show(fault, h("p", { class: "lost" }, reason(error.message, error.said?.[0])), error.fix ? h("p", {}, reason(error.fix, error.said?.[1])) : null);
    }
  }

  function dress() {
    if (!found) return;
    const rows = found.rows.map(({ name, share, colour }) =>
      h("tr", { "data-share": String(share) }, h("td", {}, colour ? h("i", { class: "swatch", style: `background:rgb(${colour})` }) : null, name), h("td", {}, `${(100 * share).toFixed(1)}\u00a0%`), h("td", { class: "bar" }, h("span", { style: `width:${Math.max(0.5, 100 * share)}%` }))));
    show(place, found.before ? compared(found.before, found.after) : h("div", { class: "compared" }, h("img", { src: found.after, alt: say("picturesAfter") })), h("p", { class: "quiet" }, say(WORDS[found.kind])), rows.length ? h("table", { class: "found" }, h("tbody", {}, rows)) : found.kind === "painting" ? null : h("p", {}, say("picturesNothing")));
  }

  return { element, take, dress, same: () => found?.same ?? null };
}

/** Two pictures of one place, the second one right of a line that can be dragged. */
function compared(before, after) {
  const over = h("img", { src: after, alt: say("picturesAfter"), class: "over" });
  const line = h("i", { class: "line" });
  const range = h("input", { type: "range", min: 0, max: 100, value: 50, "aria-label": say("picturesSlide"), oninput: cut });
  function cut() {
    over.style.clipPath = `inset(0 0 0 ${range.value}%)`;
    line.style.left = `${range.value}%`;
  }
  cut();
  return h("div", { class: "compared" }, h("img", { src: before, alt: say("picturesBefore") }), over, line, range);
}
