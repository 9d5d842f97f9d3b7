// The work that makes the labels: begin, how far it is, stop; it goes on whatever page is open.

import { lasting } from "convscope/apply/units.js";
import { reason } from "convscope/check/telling.js";
import { whole } from "convscope/check/numbers.js";
import { keepingFocus } from "convscope/frame/focus.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { waiting } from "convscope/frame/turns.js";

/** Make it; begin() and stop() ask the server. */
export function work({ begin, stop }) {
  const element = h("section", { id: "work" });
  const chip = (id, key, onclick) => h("button", { class: "chip", id, onclick }, say(key));

  function running({ done, total, left, plan, said, waits }) {
    const bar = h("progress", total ? { max: total, value: done, "aria-label": say("applyWork") } : { "aria-label": say("applyWork") });
    const words = [waiting(waits) ?? (total ? say("applyDone", { done: whole(done), total: whole(total) }) : say("applyPreparing")), total && done === total ? say("applyWriting") : left === null ? "" : say("applyLeft", { time: lasting(left) })];
    return [bar, h("p", { class: "quiet", role: "status" }, words.filter(Boolean).join(" · ")), plan ? h("p", { class: "quiet" }, reason(plan, said?.plan, "scenes")) : null, chip("work-stop", "applyStop", stop)];
  }

  function ended(one, labels) {
    if (one?.ended === "error") return [h("p", { class: "lost", role: "alert" }, reason(one.message)), chip("work-begin", "applyAgain", begin)];
    if (one?.ended === "interrupted" && one.total) return [h("p", { class: "quiet", role: "status" }, say("applyStopped", { done: whole(one.done), total: whole(one.total) })), chip("work-begin", "applyGoOn", begin)];
    return [one?.plan ? h("p", { class: "quiet" }, reason(one.plan, one.said?.plan, "scenes")) : null, chip("work-begin", labels ? "applyAnew" : "applyBegin", begin)];
  }

  return {
    element,
    draw({ labels, fault, kept, out, work: one }) {
      keepingFocus(element, () => {
        const where = labels ? say(kept ? "applyLabelsAre" : "applyLabelsHere", { file: out }) : say(kept ? "applyLabelsWill" : "applyLabelsNone", { file: out });
        const notes = (one?.notes ?? []).map((note, at) => h("p", { class: note.startsWith("WARNING") ? "lost" : "quiet" }, reason(note, one.said?.notes[at], "scenes")));
        const save = labels && !one?.running ? h("a", { class: "chip", href: "/scene/labels.tif", download: out }, say("applySave")) : null;
        show(element, h("h2", {}, say("applyWork")), fault ? h("p", { class: "lost", role: "alert" }, reason(fault)) : h("p", { class: "quiet" }, where), ...(one?.running ? running(one) : ended(one, labels)), save, notes);
      });
    },
  };
}
