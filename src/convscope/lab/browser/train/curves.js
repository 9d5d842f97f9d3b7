// The curves: how well above, loss below, over the same epochs; validation full, training dashed, a second run in another
// colour. The scrubber under them has the same axis. A pointer, or the moment chosen, shows the numbers in the legend.

import { short } from "convscope/frame/colours.js";
import { h, sharp, show } from "convscope/frame/html.js";
import { canvasPen, inks } from "convscope/frame/pens.js";
import { say } from "convscope/frame/texts.js";
import { momentAt } from "convscope/train/state.js";
import { percent, scoreName } from "convscope/train/going.js";

export const SECOND = "#d9730d";
const [HIGH, LEFT, RIGHT, TOP, FOOT] = [176, 56, 16, 8, 24];
const STEPS = [1, 2, 2.5, 5, 10];

/** A round step of which at most `most` cover a length. */
export function stepOf(length, most) {
  const rough = length / most || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return STEPS.map((one) => one * power).find((one) => one >= rough * 0.999);
}

/** Make them; move(epoch) is told of the scrubber. */
export function curves({ move }) {
  const panels = ["score", "loss"].map((name) => ({ name, canvas: h("canvas", { role: "img", "data-panel": name }), key: h("div", { class: "keys", "data-keys": name }) }));
  const slider = h("input", { type: "range", id: "scrubber", min: "0", step: "1", oninput: () => move(momentAt(data.moments, slider.valueAsNumber)), onkeydown: stepped });
  const marks = h("div", { class: "marks", "aria-hidden": "true" });
  const when = h("output", { id: "when", for: "scrubber" });
  const latest = h("button", { class: "chip", id: "latest", onclick: () => move(null) });
  const element = h("div", { class: "curves" }, panels.map((one) => h("figure", {}, one.key, one.canvas)), h("div", { class: "scrub" }, slider, marks), h("div", { class: "rows" }, when, latest));
  let [data, hover] = [null, null];

  for (const { canvas } of panels) {
    canvas.addEventListener("pointermove", ({ offsetX }) => point(Math.round(((offsetX - LEFT) / (canvas.clientWidth - LEFT - RIGHT)) * span())));
    canvas.addEventListener("pointerleave", () => point(null));
    canvas.addEventListener("click", () => hover !== null && data?.moments.length && move(nearest(hover)));
  }
  const span = () => Math.max(1, ...data.runs.map((one) => one.of));
  const nearest = (epoch) => data.moments.reduce((best, one) => (Math.abs(one - epoch) < Math.abs(best - epoch) ? one : best), data.moments[0]);

  /** Arrows go from moment to moment, whatever epochs lie between. */
  function stepped(event) {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!by || !data?.moments.length) return;
    event.preventDefault();
    const at = data.moments.indexOf(data.moment) + by;
    move(data.moments[Math.max(0, Math.min(data.moments.length - 1, at))]);
  }

  function point(epoch) {
    const next = epoch === null || !data ? null : Math.max(0, Math.min(span(), epoch));
    if (next === hover) return;
    hover = next;
    if (data) paint();
  }

  const named = (panel, one) => (panel === "loss" ? "loss" : one.score);
  const points = (one, part, panel) => one.lines.map((line) => [line.epoch, line[`${part}_${named(panel, one)}`]]).filter(([, value]) => Number.isFinite(value));

  function paint() {
    const wide = element.clientWidth;
    if (!wide) return;
    for (const panel of panels) draw(panel, wide);
  }

  function draw({ name, canvas, key }, wide) {
    const ink = inks();
    const raw = sharp(canvas, wide, HIGH);
    const pen = canvasPen(raw);
    const all = data.runs.flatMap((one) => ["train", "validation"].flatMap((part) => points(one, part, name).map(([, value]) => value)));
    const isShare = name === "score";
    let [low, high] = all.length ? [Math.min(...all), Math.max(...all)] : [0, 1];
    [low, high] = isShare ? [Math.min(0.9, Math.floor(low * 10) / 10), 1] : [0, high || 1];
    const step = stepOf(high - low, 4);
    if (!isShare) high = Math.ceil(high / step - 1e-9) * step;
    const x = (epoch) => LEFT + ((wide - LEFT - RIGHT) * epoch) / span();
    const y = (value) => TOP + (HIGH - TOP - FOOT) * (1 - (value - low) / (high - low));
    for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + 1e-9; value += step) {
      pen.line([[LEFT, y(value)], [wide - RIGHT, y(value)]], ink.line);
      pen.text(LEFT - 8, y(value), isShare ? `${Math.round(100 * value)} %` : short(value), { size: 12, colour: ink.quiet, align: "right" });
    }
    const every = Math.max(1, stepOf(span(), Math.max(2, (wide - LEFT - RIGHT) / 64)));
    for (let epoch = 0; epoch <= span() + 1e-9; epoch += Math.ceil(every)) pen.text(x(epoch), HIGH - 10, String(epoch), { size: 12, colour: ink.quiet });
    const upright = (epoch, colour, dash, thick = 1) => {
      raw.setLineDash(dash);
      pen.line([[x(epoch), TOP], [x(epoch), HIGH - FOOT]], colour, thick);
      raw.setLineDash([]);
    };
    data.runs.forEach((one, number) => {
      const colour = number ? SECOND : ink.accent;
      if (one.best) upright(one.best, colour, [2, 4]);
      for (const part of ["train", "validation"]) {
        const way = points(one, part, name).map(([epoch, value]) => [x(epoch), y(value)]);
        raw.setLineDash(part === "train" ? [6, 4] : []);
        if (way.length > 1) pen.line(way, colour, part === "train" ? 1.5 : 2);
        raw.setLineDash([]);
        if (way.length <= 40) for (const [left, top] of way) dot(raw, left, top, part === "train" ? 2 : 3, colour);
      }
    });
    if (data.moment !== null) upright(data.moment, ink.ink, []);
    if (hover !== null) upright(hover, ink.quiet, []);
    canvas.setAttribute("aria-label", say(isShare ? "trainCurveScore" : "trainCurveLoss", { name: scoreName(data.runs[0]?.score) }));
    keys(key, name, ink);
  }

  function keys(key, panel, ink) {
    const title = panel === "loss" ? say("trainLoss") : scoreName(data.runs[0]?.score);
    const at = hover ?? data.moment ?? null;
    const entry = (one, number, part) => {
      const line = one.lines.find((each) => each.epoch === at);
      const value = line?.[`${part}_${named(panel, one)}`];
      const told = value === undefined || value === null ? "–" : panel === "loss" ? value.toFixed(4) : percent(value);
      const colour = number ? SECOND : ink.accent;
      return h("span", { "data-series": `${number} ${part}` }, h("i", { class: "stroke", style: `border-top:2px ${part === "train" ? "dashed" : "solid"} ${colour}` }), say(part === "train" ? "trainPartTrain" : "trainPartHeld"), h("b", { class: "value" }, told));
    };
    show(key, h("h3", {}, title), h("span", { class: "quiet value" }, at === null ? "" : say("trainAt", { epoch: at })), data.runs.map((one, number) => h("span", { class: data.runs.length > 1 ? "group several" : "group" }, data.runs.length > 1 ? h("b", { class: "mono" }, one.name) : null, ["validation", "train"].map((part) => entry(one, number, part)))));
  }

  function dot(raw, x, y, radius, colour) {
    raw.fillStyle = colour;
    raw.beginPath();
    raw.arc(x, y, radius, 0, 7);
    raw.fill();
  }

  addEventListener("resize", () => data && paint());
  return {
    element,
    /** Show runs [{name, lines, of, score, best}]; `moments` are epochs with weights, `moment` the one shown, `follows` whether that is the newest. */
    draw(runs, { moments, moment, follows }) {
      data = { runs, moments, moment };
      const none = moment === null;
      for (const part of [slider, when, latest]) part.hidden = none;
      slider.max = String(span());
      slider.value = String(moment ?? 0);
      slider.setAttribute("aria-label", say("trainScrub"));
      slider.setAttribute("aria-valuetext", none ? "" : said(moment));
      show(marks, moments.map((one) => h("i", { style: `left:${(100 * one) / span()}%`, class: one === moment ? "chosen" : null })));
      when.textContent = none ? "" : `${say("trainScrub")}: ${said(moment)}`;
      latest.textContent = say("trainLatest");
      latest.disabled = follows;
      paint();
    },
  };
}

const said = (epoch) => (epoch ? say("trainAt", { epoch }) : say("trainBefore"));
