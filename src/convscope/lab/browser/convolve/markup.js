// What Convolve puts into the middle of the page; its words come with the language.

import { h } from "convscope/frame/html.js";

export function markup() {
  const chip = (id, say, more = {}) => h("button", { class: "chip", id, "data-say": say, ...more });
  return [
    h("div", { id: "fault", role: "alert" }),
    h("div", { id: "stage" }, h("canvas"), h("canvas", { tabindex: "0", role: "application", "data-label": "stage" }), h("canvas", { id: "lens", hidden: true })),
    h("div", { id: "told" }, "\u00a0"),
    h("div", { id: "maps" }),
    h("div", { class: "transport" },
      chip("play"),
      h("button", { class: "chip", id: "back", "data-label": "back" }, "‹"),
      h("button", { class: "chip", id: "step", "data-label": "step" }, "›"),
      h("label", {}, h("span", { "data-say": "speed" }), h("input", { type: "range", id: "speed", min: "0", max: "9", step: "0.5", value: "2" })),
      chip("draw", "draw", { "aria-pressed": "false" }),
      h("span", { class: "save" }, h("span", { class: "quiet", "data-say": "save" }), chip("png", "savePng"), chip("svg", "saveSvg"), h("button", { class: "chip", id: "gif" }, "GIF"), h("button", { class: "chip", id: "webp" }, "WebP")),
    ),
    h("div", { id: "sum", "aria-live": "off" }),
    h("div", { class: "numbers" }, h("div", { id: "formula" }), h("div", { id: "lost" })),
    h("dl", { id: "facts" }),
    h("div", { id: "tabs", role: "tablist" }),
    h("div", { id: "panel", role: "tabpanel" }),
  ]; // prettier-ignore
}
