// The run that is chosen: where it stands in figures, and pause, stop, go on.

import { lasting } from "convscope/apply/units.js";
import { whole } from "convscope/check/numbers.js";
import { reason } from "convscope/check/telling.js";
import { keepingFocus } from "convscope/frame/focus.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { waiting } from "convscope/frame/turns.js";

export const percent = (share, digits = 1) => (share === null || share === undefined ? "–" : `${(100 * share).toFixed(digits)} %`);
const SCORES = { accuracy: "trainAccuracy", map_50: "trainMap", mean_iou: "trainIou", average_precision: "trainPrecision" };

/** What epochs of a run are chosen by, in words. */
export const scoreName = (score) => say(SCORES[score] ?? "trainAccuracy");

/** Make it; act(kind) asks the server to pause, stop or go on. */
export function going({ act }) {
  const element = h("section", { id: "going" });
  let drawn = "";
  const chip = (id, key, kind, more = {}) => h("button", { class: "chip", id, onclick: () => act(kind), ...more }, say(key));

  /** Where it stands, as one word of ours. */
  function standing({ shown, queue }) {
    const at = queue.findIndex((one) => one.name === shown.name);
    if (at >= 0) return { state: queue[at].state, before: at, waits: queue[at].waits };
    return { state: shown.run?.state ?? (shown.ended === "error" ? "failed" : "none"), before: 0 };
  }

  function facts({ shown, lines }, state) {
    const { run, events } = shown;
    const running = state === "running" && events.step;
    const { seen = 0, total = 0, images_per_second: speed = 0 } = events.step ?? {};
    const last = lines.at(-1);
    const score = run?.score ?? "accuracy";
    const best = run?.best_epoch ? lines[run.best_epoch - 1] : null;
    const test = run?.results?.[`test_${score}`];
    const fact = (key, value, name) => h("div", {}, h("dt", {}, say(key)), h("dd", { "data-fact": name }, value));
    return h("dl", { class: "facts" },
      fact("trainEpoch", run ? say("trainOf", { some: run.epochs, all: run.of }) : "–", "epoch"),
      fact("trainSpeed", running ? whole(Math.round(speed)) : last ? whole(Math.round(last.images_per_second)) : "–", "speed"),
      fact("trainLeft", running && speed > 0 && seen < total ? lasting((total - seen) / speed) : "–", "left"),
      fact("trainBest", best ? `${percent(best[`validation_${score}`])} · ${say("trainAfter", { epoch: run.best_epoch })}` : run?.best_epoch === 0 ? say("trainHeadAlone") : "–", "best"),
      fact("trainTest", test === undefined ? "–" : percent(test, 2), "test"));
  }

  function bar({ shown, lines }, state) {
    const { events, run } = shown;
    const done = run ? run.epochs / run.of : 0;
    const share = state === "running" && events.step ? Math.max(done, events.step.seen / events.step.total) : done;
    const unknown = state === "running" && !events.step && !lines.length;
    return h("progress", { max: "1", ...(unknown ? {} : { value: String(share) }), "aria-label": say("trainProgress") });
  }

  function words(all, { state, before, waits }) {
    const { shown, folder } = all;
    const { run } = shown;
    const values = { run: `${folder}/${shown.name}`, epochs: run?.epochs ?? 0, before };
    if (shown.fault) return h("p", { class: "lost", role: "alert" }, reason(shown.fault));
    if (shown.message && state !== "running") return h("p", { class: "lost", role: "alert" }, reason(shown.message));
    if (waits) return h("p", { class: "quiet", role: "status" }, waiting(waits));
    const said = {
      waiting: "trainWaiting", running: run && run.epochs === run.of ? "trainFinishing" : shown.events.started || shown.events.step ? "trainRunning" : "trainStarting", pausing: "trainPausing", stopping: "trainStopping", paused: run ? "trainPaused" : "trainNothing",
      interrupted: "trainInterrupted", "cut off": "trainCutOff", failed: "trainFailed", none: "trainNothing", done: run?.ended === "early stop" ? "trainEarly" : "trainDone",
    }[state];
    if (state === "running" && before === 0 && !all.queue.some((one) => one.name === shown.name)) return h("p", { class: "quiet", role: "status" }, say("trainElsewhere"));
    return h("p", { class: "quiet", role: "status" }, say(said, values), state === "failed" && run?.reason ? ` ${reason(run.reason)}` : "");
  }

  function buttons({ shown, queue }, { state }) {
    const mine = queue.some((one) => one.name === shown.name);
    if (mine && state === "running") return [chip("pause", "trainPause", "pause"), chip("stop", "trainStop", "stop")];
    if (mine && state === "waiting") return [chip("stop", "trainLeave", "stop")];
    if (mine && state === "paused") return [shown.run?.resumable ? chip("go-on", "trainGoOn", "go-on") : null, chip("stop", "trainStop", "stop")];
    if (mine) return [chip("stop", "trainStop", "stop", { disabled: true })];
    return shown.run?.resumable && state !== "running" ? [chip("go-on", queue.length ? "trainGoOnLater" : "trainGoOn", "go-on")] : [];
  }

  return {
    element,
    /** Show it: {shown, lines, queue, folder}. */
    draw(all, language) {
      const key = JSON.stringify([all.shown, all.queue, all.lines.length, language]);
      if (key === drawn) return;
      drawn = key;
      const at = standing(all);
      keepingFocus(element, () => show(element,
        h("div", { class: "titled" }, h("h2", { class: "mono" }, all.shown.name), h("div", { class: "chips" }, buttons(all, at))),
        bar(all, at.state), facts(all, at.state), words(all, at)));
    },
    clear: () => ((drawn = ""), show(element, h("p", { class: "quiet" }, say("trainNone")))),
  };
}
