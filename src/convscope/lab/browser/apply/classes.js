// The classes of the labels: colour, on or off, share, pixels and area; legend and table in one.

import { called, measured, shared } from "convscope/apply/units.js";
import { whole } from "convscope/check/numbers.js";
import { css } from "convscope/frame/colours.js";
import { keepingFocus } from "convscope/frame/focus.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

/** Make it; turn(off) is called with the classes that are off then. */
export function classes({ turn }) {
  const element = h("section", { id: "classes" });

  function row(one, { pixels, off, lit }) {
    const { label, name, colour } = one;
    const box = h("input", { type: "checkbox", "data-name": String(label), checked: !off.includes(label), onchange: (event) => turn(event.target.checked ? off.filter((other) => other !== label) : [...off, label]) });
    const parts = [say("applyPixels", { count: whole(one.pixels) }), one.area === null ? null : measured(one.area)];
    return h("li", { class: label === lit ? "lit" : null, "data-class": String(label), "data-pixels": String(one.pixels) },
      h("label", {}, box, h("b", { class: "swatch", style: `background:${css(colour)}` }), h("span", { class: "name" }, called(name)), h("span", { class: "share" }, shared(one.pixels, pixels))),
      h("div", { class: "quiet" }, parts.filter(Boolean).join(" · ")));
  }

  return {
    element,
    /** Show them: counted {classes, nodata} or how far the count is; nothing of no labels. */
    draw(labels, counted, state, lit) {
      keepingFocus(element, () => {
        if (!labels || !counted) return show(element);
        const head = h("h2", {}, say("applyClasses"));
        if (counted.fault) return show(element, head, h("p", { class: "lost", role: "alert" }, counted.fault));
        if (!counted.classes) return show(element, head, h("p", { class: "quiet", role: "status" }, say("applyCounting", { share: shared(counted.done, counted.of) })));
        const pixels = counted.classes.reduce((sum, one) => sum + one.pixels, 0);
        const area = counted.classes.some((one) => one.area !== null) ? counted.classes.reduce((sum, one) => sum + one.area, 0) : null;
        const all = (off) => () => turn(off);
        const totals = [say("applyPixels", { count: whole(pixels) }), area === null ? null : measured(area)].filter(Boolean).join(" · ");
        show(element, head,
          h("ul", { class: "classes" }, counted.classes.map((one) => row(one, { pixels, off: state.off, lit }))),
          h("p", { class: "quiet", id: "totals" }, say("applyTotal", { what: totals }), counted.nodata ? ` ${say("applyNodata", { count: whole(counted.nodata) })}` : ""),
          h("div", { class: "chips" }, h("button", { class: "chip", "data-name": "all", onclick: all([]) }, say("applyAll")), h("button", { class: "chip", "data-name": "none", onclick: all(counted.classes.map((one) => one.label)) }, say("applyNone"))),
          area === null ? h("p", { class: "quiet" }, say("applyNoArea")) : h("p", { class: "quiet" }, say("applyCounted")));
      });
    },
  };
}
