// The runs of the folder: which one is on screen, and which one is held against it.

import { reason } from "convscope/check/telling.js";
import { keepingFocus } from "convscope/frame/focus.js";
import { h, show } from "convscope/frame/html.js";
import { say, titled } from "convscope/frame/texts.js";
import { percent } from "convscope/train/going.js";

const STATES = { done: "done", running: "running", interrupted: "interrupted", failed: "failed", "cut off": "cutOff", broken: "broken", waiting: "waiting", pausing: "running", paused: "paused", stopping: "running" };

/** Make it; choose(name) shows a run, against(name) holds it against the one that is shown, or no longer. */
export function runs({ choose, against }) {
  const element = h("section", { id: "runs" });
  let drawn = "";

  function row(one, state) {
    const shown = one.name === state.run;
    const told = one.state === "broken" ? reason(one.reason) : [one.model ? `${one.data} · ${one.model}` : "", one.of ? say("trainOf", { some: one.epochs, all: one.of }) : "", one.score === null || one.score === undefined ? "" : percent(one.score, 2)].filter(Boolean).join(" · ");
    const name = h("button", { class: "run", "aria-current": shown ? "true" : null, disabled: one.state === "broken", "data-run": one.name, onclick: () => choose(one.name) }, h("b", {}, one.name), h("span", { class: `state ${STATES[one.state]}` }, titled("trainState", STATES[one.state] ?? "done")), h("small", {}, told));
    const hold = !state.run || shown || one.state === "broken" ? null : h("button", { class: "chip", "aria-pressed": String(one.name === state.with), "data-against": one.name, "aria-label": say("trainAgainst", { name: one.name }), title: say("trainAgainst", { name: one.name }), onclick: () => against(one.name === state.with ? "" : one.name) }, say("trainHold"));
    return h("li", {}, name, hold);
  }

  return {
    element,
    draw(listed, queue, state, folder, language) {
      const states = new Map(queue.map((one) => [one.name, one.state]));
      const known = new Set(listed.map((one) => one.name));
      const all = [...queue.filter((one) => !known.has(one.name)).map((one) => ({ name: one.name, state: one.state })), ...listed.map((one) => ({ ...one, state: states.get(one.name) ?? one.state }))];
      const key = JSON.stringify([all, state.run, state.with, language]);
      if (key === drawn) return;
      drawn = key;
      keepingFocus(element, () => show(element, h("h2", {}, say("trainRuns")), all.length ? h("ul", {}, all.map((one) => row(one, state))) : h("p", { class: "quiet" }, say("trainNoRuns", { folder })), h("p", { class: "quiet" }, say("trainRunsRead", { folder }))));
    },
  };
}
