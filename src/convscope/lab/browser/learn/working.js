// What a lesson has the machine do: a button that begins it, how far it is, one that stops it; it goes on whatever page is open.

import { reason } from "convscope/check/telling.js";
import { Superseded } from "convscope/frame/ask.js";
import { keepingFocus } from "convscope/frame/focus.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { waiting } from "convscope/frame/turns.js";
import { viewer } from "convscope/frame/viewer.js";
import { fault } from "convscope/learn/asking.js";

const OFTEN = 400; // milliseconds between two questions how far it is

/** ask(values) asks the server; idle is the button's text, counted(done, total) says how far; take(found) has what was found. */
export function working({ ask, idle, counted, take }) {
  const element = h("div", { class: "working" });
  let [timer, told, failed, taken] = [0, null, null, ""];

  async function act(what) {
    clearTimeout(timer);
    try {
      told = await ask({ act: what, viewer });
      failed = null;
    } catch (error) {
      if (error instanceof Superseded) return;
      failed = error;
    }
    draw();
    const key = JSON.stringify(told?.found ?? null);
    if (told?.found && key !== taken) take(told.found);
    taken = key;
    if (told?.work?.running && !failed) timer = setTimeout(() => act("state"), OFTEN);
  }

  function draw() {
    const work = told?.work;
    keepingFocus(element, () => show(element, failed ? fault(failed) : null, work?.running && !failed ? running(work) : ended(work)));
  }

  function running({ counted: count, waits }) {
    const words = waiting(waits) ?? (count ? counted(...count) : say("learnStarting"));
    const bar = waits ? null : h("progress", { "aria-label": words, ...(count ? { value: count[0], max: count[1] } : {}) });
    return [bar, h("p", { class: "quiet", role: "status" }, words), h("button", { class: "chip", id: "stop-working", onclick: () => act("stop") }, say("shipStop"))];
  }

  function ended(work) {
    const words = work?.ended === "error" ? h("p", { class: "lost", role: "alert" }, reason(work.message), work.fix ? ` ${reason(work.fix)}` : "") : work?.ended === "interrupted" ? h("p", { class: "quiet", role: "status" }, say("learnStopped")) : null;
    return [words, h("button", { class: "chip measure", onclick: () => act("begin") }, say(idle))];
  }

  draw();
  return { element, load: () => act("state"), dress: draw, stop: () => clearTimeout(timer), same: () => told?.same ?? { command: "", python: "" } };
}
