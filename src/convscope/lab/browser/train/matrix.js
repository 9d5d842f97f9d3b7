// The confusion matrix: rows what a picture is, columns what it is taken for, on validation pictures.

import { colourOf, css, inkOn } from "convscope/frame/colours.js";
import { h, sharp, show } from "convscope/frame/html.js";
import { legend } from "convscope/frame/legend.js";
import { canvasPen, inks, textWidth } from "convscope/frame/pens.js";
import { say } from "convscope/frame/texts.js";
import { reason } from "convscope/check/telling.js";
import { percent } from "convscope/train/going.js";

const SHARE = { kind: "unsigned", low: 0, high: 1 };
const LONGEST = 12; // letters of a class's name

export function matrix() {
  const element = h("div", { id: "matrix" });
  const cut = (name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);

  function paint(canvas, found, cell, left) {
    const count = found.classes.length;
    const ink = inks();
    const pen = canvasPen(sharp(canvas, left + cell * count, cell * count + 20));
    const names = found.classes.map(cut);
    const every = cell >= 16 ? 1 : Math.ceil(16 / cell);
    found.counts.forEach((row, true_) => {
      const all = row.reduce((sum, one) => sum + one, 0);
      row.forEach((one, answer) => {
        const colour = colourOf(all ? one / all : 0, SHARE);
        pen.fill(left + cell * answer, cell * true_, cell - 1, cell - 1, css(colour));
        if (one && cell >= 22) pen.text(left + cell * (answer + 0.5), cell * (true_ + 0.5), String(one), { size: one > 999 ? 10 : 12, colour: inkOn(colour) });
      });
      if (true_ % every) return;
      pen.text(left - 6, cell * (true_ + 0.5), names[true_], { size: 12, colour: ink.quiet, align: "right", mono: false });
      if (textWidth(names[true_], { size: 12, mono: false }) < cell * every) pen.text(left + cell * (true_ + 0.5), cell * count + 10, names[true_], { size: 12, colour: ink.quiet, mono: false });
    });
  }

  return {
    element,
    /** Show it; where there is none, `why` is the text that says so. */
    draw(found, why, said) {
      const title = h("h3", {}, say("trainMatrix"));
      if (!found) return show(element, title, h("p", { class: "quiet" }, why ? say(why) : "", said ? ` ${reason(said)}` : ""));
      const right = h("p", {}, h("b", { class: "value", "data-fact": "right" }, percent(found.right / found.pictures)), " ", say("trainRight", { right: found.right, pictures: found.pictures }), found.pictures < found.of ? ` ${say("trainSome", { of: found.of })}` : "");
      const worst = found.worst.length ? h("p", { class: "quiet" }, say("trainWorst"), " ", found.worst.map(([true_, answer, count]) => `${cut(found.classes[true_])} → ${cut(found.classes[answer])}: ${count}`).join(" · ")) : h("p", { class: "quiet" }, say("trainNoneWrong"));
      if (!found.counts) return show(element, title, right, worst, h("p", { class: "quiet" }, say("trainMatrixLarge")));
      const count = found.classes.length;
      const left = 12 + Math.max(...found.classes.map((name) => textWidth(cut(name), { size: 12, mono: false })));
      const room = Math.min(400, (document.getElementById("middle")?.clientWidth ?? 400) - 48) - left;
      const cell = Math.max(6, Math.min(32, Math.floor(room / count)));
      const canvas = h("canvas", { role: "img", "aria-label": say("trainMatrix") });
      const readout = h("p", { class: "told quiet" }, "\u00a0");
      paint(canvas, found, cell, left);
      canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
        const [true_, answer] = [Math.floor(offsetY / cell), Math.floor((offsetX - left) / cell)];
        const row = found.counts[true_];
        readout.textContent = row?.[answer] === undefined ? "\u00a0" : say("trainTaken", { name: found.classes[true_], answer: found.classes[answer], count: row[answer], of: row.reduce((sum, one) => sum + one, 0) });
      });
      canvas.addEventListener("pointerleave", () => (readout.textContent = "\u00a0"));
      show(element, h("div", { class: "titled" }, title, legend(SHARE)), right, h("div", { class: "scroll" }, canvas), readout, worst, h("p", { class: "quiet" }, say("trainMatrixRead")));
    },
  };
}
