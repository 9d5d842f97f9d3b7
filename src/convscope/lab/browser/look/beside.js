// Beside the unit: ways of looking that take their time, one at a time, with how far it is and a button that stops it.

import { reason } from "convscope/check/telling.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { larger } from "convscope/frame/larger.js";
import { say, titled } from "convscope/frame/texts.js";
import { waiting } from "convscope/frame/turns.js";
import { viewer } from "convscope/frame/viewer.js";

const OFTEN = 400; // milliseconds between two questions how far it is

export function beside() {
  const element = h("section", { id: "beside" });
  let [timer, ways, asked, found, fault] = [0, [], null, null, null];

  async function act(kind, values = {}) {
    clearTimeout(timer);
    try {
      found = await ask(kind, { ...values, viewer }, { topic: "beside" });
      fault = null;
    } catch (error) {
      if (error instanceof Superseded) return;
      fault = error;
    }
    draw();
    if (found?.work?.running) timer = setTimeout(() => act("look-beside-state"), OFTEN);
  }

  function draw() {
    if (!asked) return show(element, h("h2", {}, say("lookBeside")), h("p", { class: "quiet" }, say("lookBesideChoose")));
    const mine = found && found.layer === asked.layer && found.unit === asked.unit;
    const work = mine ? found.work : null;
    const chips = ways.map((way) => h("button", { class: "chip", "data-way": way, "aria-pressed": String(mine && found.way === way), onclick: () => act("look-beside", { ...asked, way }) }, titled("lookWay", way)));
    const counted = work?.counted;
    const running = work?.running ? [h("progress", counted ? { value: counted.done, max: counted.total, "aria-label": say("lookWorking") } : { "aria-label": say("lookWorking") }), work.waits ? h("p", { class: "quiet", role: "status" }, waiting(work.waits)) : null, h("button", { class: "chip", id: "stop-beside", onclick: () => act("look-beside-stop") }, say("shipStop"))] : [];
    const failed = fault ? h("p", { class: "lost", role: "alert" }, reason(fault.message, fault.said?.[0])) : work?.ended === "error" ? h("p", { class: "lost", role: "alert" }, reason(work.message), " ", reason(work.fix)) : null;
    const drawn = mine && found.drawn ? h("figure", {}, larger(found.drawn, titled("lookWay", found.way)), h("figcaption", { lang: "en" }, work?.sentences?.at(-1) ?? "")) : null;
    show(element, h("h2", {}, say("lookBeside")), h("div", { class: "chips" }, chips), mine ? h("p", { class: "quiet" }, titled("lookTold", found.way)) : null, ...running, failed, drawn);
  }

  return {
    element,
    draw,
    /** The unit that is open, or null. */
    of(one, all) {
      [asked, ways] = [one, all];
      fault = null;
      draw();
      if (one && found === null) act("look-beside-state");
    },
  };
}
